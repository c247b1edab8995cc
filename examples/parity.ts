/*
 * Parity of four bits, 4-8-1, logistic, gradient summed over the sweep: eps 0.25, alpha 0.9, starts in [-1, 1].
 * Bar: at least 28 of 30 starts solved within 8,000 sweeps.
 * Rumelhart, Hinton & Williams 1986. Half the squared error there: eps on (y - d)^2 is half of theirs.
 */
import { backward, createModel, dense, forward, loss, sgd, sigmoid, squaredError, update } from 'eddy'
import { bufferCount } from 'rxjs'
import { median, report, sweepsToSolve, truthTable } from './sweeps.js'
import { startUniformly } from './uniform-start.js'

const cases = truthTable(4, (x) => x.reduce((sum, bit) => sum + bit, 0) % 2 === 1)

const sweeps = Array.from({ length: 30 }, (_, seed) => {
  const layers = [dense(8), sigmoid(), dense(1), sigmoid()]
  const model = startUniformly(createModel({ input: 4, layers, seed }), 1, seed)
  return sweepsToSolve(
    model,
    cases,
    (samples$) =>
      samples$.pipe(
        bufferCount(cases.length),
        forward(model),
        loss(squaredError(), { reduction: 'sum' }),
        backward(),
        update(sgd({ learningRate: 0.25, momentum: 0.9 })),
      ),
    { threshold: 0.5, most: 8000 },
  )
})

const solved = sweeps.filter(Number.isFinite).length
report(`parity 4-8-1: ${solved} of 30 solved, median ${median(sweeps)} sweeps`, solved >= 28)

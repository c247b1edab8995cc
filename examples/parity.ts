/*
 * Parity of four bits, 4-8-1, logistic, gradient summed over the sweep: eps 0.25, alpha 0.9, starts in [-1, 1].
 * Bar: at least 28 of 30 starts solved within 8,000 sweeps.
 * Rumelhart, Hinton & Williams 1986.
 */
import { backward, createModel, dense, forward, loss, sgd, sigmoid, squaredError, uniform, update } from 'eddy'
import { bufferCount } from 'rxjs'
import { median, report, sweepsToSolve, truthTable } from './sweeps.js'

const cases = truthTable(4, (x) => x.reduce((sum, bit) => sum + bit, 0) % 2 === 1)

const start = { start: uniform(1), biasStart: uniform(1) }

const sweeps = Array.from({ length: 30 }, (_, seed) => {
  const layers = [dense(8, start), sigmoid(), dense(1, start), sigmoid()]
  const model = createModel({ input: 4, layers, seed })
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

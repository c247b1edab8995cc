/*
 * Parity: is the number of ones odd? Changing one bit always changes the answer. 4-8-1, logistic, squared error, the
 * gradient summed over the sweep: eps 0.25, alpha 0.9, starts in [-1, 1].
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import { backward, createModel, dense, forward, loss, sgd, sigmoid, squaredError, uniform, update } from 'eddy'
import { bufferCount } from 'rxjs'
import { type Experiment, medianSweeps, solvedOf, starts } from '../experiment/experiment.js'
import { drawLayers } from '../experiment/hinton.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves, truthTable } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

const start = { start: uniform(1), biasStart: uniform(1) }

const parity: Experiment<LogicalCase> = {
  cases: truthTable(4, (x) => x.reduce((sum, bit) => sum + bit, 0) % 2 === 1),
  model: (seed) => createModel({ input: 4, layers: [dense(8, start), sigmoid(), dense(1, start), sigmoid()], seed }),
  training: (model) => (samples$) =>
    samples$.pipe(
      bufferCount(16),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(sgd({ learningRate: 0.25, momentum: 0.9 })),
    ),
}

await watch('parity', parity)
const runs = starts(parity, { seeds: 30, most: 8000, done: solves(parity.cases) })
report({
  figure: '4-8-1, whole sweeps: solved seeds',
  bar: '28 of 30 within 8,000 sweeps',
  reached: `${solvedOf(runs)} of 30, median ${medianSweeps(runs)}`,
  passed: solvedOf(runs) >= 28,
})

const shown = runs.find(({ sweeps }) => Number.isFinite(sweeps))
if (shown) {
  console.log('\nweights of the first seed that solved it; behind the bar the bias')
  console.log(drawLayers(shown.model))
}

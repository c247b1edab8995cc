/*
 * Binary addition: two numbers of two bits in, their sum of three bits out. The carry must be found inside. 4-6-3, logistic,
 * squared error, the gradient summed over all 16 sums, eps 0.25, alpha 0.9, starts in [-0.3, 0.3].
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import { backward, createModel, dense, forward, loss, sgd, sigmoid, squaredError, uniform, update } from 'eddy'
import { bufferCount } from 'rxjs'
import { type Experiment, medianSweeps, solvedOf, starts } from '../experiment/experiment.js'
import { drawLayers } from '../experiment/hinton.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves, truthTable } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

const start = { start: uniform(0.3), biasStart: uniform(0.3) }

const addition: Experiment<LogicalCase> = {
  cases: truthTable(4, ([a2 = 0, a1 = 0, b2 = 0, b1 = 0]) => {
    const sum = 2 * a2 + a1 + 2 * b2 + b1
    return [4, 2, 1].map((bit) => (sum & bit) !== 0)
  }),
  model: (seed) => createModel({ input: 4, layers: [dense(6, start), sigmoid(), dense(3, start), sigmoid()], seed }),
  training: (model) => (samples$) =>
    samples$.pipe(
      bufferCount(16),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(sgd({ learningRate: 0.25, momentum: 0.9 })),
    ),
}

await watch('addition', addition)
const runs = starts(addition, { seeds: 20, most: 5000, done: solves(addition.cases) })
report({
  figure: '4-6-3, whole sweeps: solved seeds',
  bar: '20 of 20, median at most 203 sweeps',
  reached: `${solvedOf(runs)} of 20, median ${medianSweeps(runs)}`,
  passed: solvedOf(runs) === 20 && medianSweeps(runs) <= 203,
})

const shown = runs.find(({ sweeps }) => Number.isFinite(sweeps))
if (shown) {
  console.log('\nweights of the first seed that solved it; behind the bar the bias')
  console.log(drawLayers(shown.model))
}

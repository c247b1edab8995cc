/*
 * Negation: a flag and three bits in, the three bits out, inverted when the flag is on: three exclusive-ors that share an
 * input. 4-6-3, logistic, squared error, the gradient summed over all 16 cases, eps 0.25, alpha 0.9, starts in [-1, 1].
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

const negation: Experiment<LogicalCase> = {
  cases: truthTable(4, ([flag, ...bits]) => bits.map((bit) => bit !== flag)),
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

await watch('negation', negation)
const runs = starts(negation, { seeds: 20, most: 5000, done: solves(negation.cases) })
report({
  figure: '4-6-3, whole sweeps: solved seeds',
  bar: '18 of 20, median at most 207 sweeps',
  reached: `${solvedOf(runs)} of 20, median ${medianSweeps(runs)}`,
  passed: solvedOf(runs) >= 18 && medianSweeps(runs) <= 207,
})

const shown = runs.find(({ sweeps }) => Number.isFinite(sweeps))
if (shown) {
  console.log('\nweights of the first seed that solved it; behind the bar the bias')
  console.log(drawLayers(shown.model))
}

/*
 * XOR, one case at a time: the smallest problem that needs a hidden layer. A 2-4-1 network, logistic hidden units,
 * cross-entropy, learning rate 0.3, weights and biases from [-1, 1], the four cases in a new order in every sweep.
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import { backward, binaryCrossEntropy, createModel, dense, forward, loss, sgd, sigmoid, uniform, update } from 'eddy'
import { type Experiment, medianSweeps, solvedOf, starts } from '../experiment/experiment.js'
import { beside, regions } from '../experiment/regions.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves, truthTable } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

const start = { start: uniform(1), biasStart: uniform(1) }

const xor: Experiment<LogicalCase> = {
  cases: truthTable(2, (x) => x[0] !== x[1]),
  shuffled: true,
  model: (seed) => createModel({ input: 2, layers: [dense(4, start), sigmoid(), dense(1, start)], seed }),
  training: (model) => (samples$) =>
    samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 }))),
}

await watch('xor', xor)
const runs = starts(xor, { seeds: 50, most: 2000, done: solves(xor.cases, 0) })
const most = Math.max(...runs.map(({ sweeps }) => sweeps))
report({
  figure: '2-4-1, one case at a time: solved seeds',
  bar: '50 of 50 within 1,000 sweeps, median at most 400',
  reached: `${solvedOf(runs, 1000)} of 50, median ${medianSweeps(runs)}, most ${most}`,
  passed: solvedOf(runs, 1000) === 50 && medianSweeps(runs) <= 400,
})

console.log('\nwhat three seeds say of the square from 0 to 1')
const pictures = runs
  .slice(0, 3)
  .map(({ model }) => regions((x, y) => model.predict([x, y])[0] ?? 0, { from: 0, to: 1, lines: 9 }))
console.log(beside(pictures))

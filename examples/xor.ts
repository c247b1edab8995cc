/*
 * XOR, one case at a time: the smallest problem that needs a hidden layer. A 2-4-1 network, logistic hidden units,
 * cross-entropy, learning rate 0.3, the four cases in a new order in every sweep, fifty starts. Bar: every start solved, half of them within 400 sweeps, none above 1,000.
 * Rumelhart, Hinton & Williams, Learning internal representations by error propagation, 1986.
 */
import {
  backward,
  binaryCrossEntropy,
  createModel,
  createRandom,
  dense,
  forward,
  loss,
  sgd,
  sigmoid,
  uniform,
  update,
} from 'eddy'
import { median, report, sweepsToSolve, truthTable } from './sweeps.js'

const cases = truthTable(2, (x) => x[0] !== x[1])

/** Weights and biases start in [-1, 1]. */
const start = { start: uniform(1), biasStart: uniform(1) }

const sweeps = Array.from({ length: 50 }, (_, seed) => {
  const model = createModel({ input: 2, layers: [dense(4, start), sigmoid(), dense(1, start)], seed })
  return sweepsToSolve(
    model,
    cases,
    (samples$) =>
      samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 }))),
    { threshold: 0, most: 2000, random: createRandom(seed + 1000).next },
  )
})

const solved = sweeps.filter((count) => count <= 1000).length
report(
  `xor 2-4-1: ${solved} of 50 solved, median ${median(sweeps)} sweeps, most ${Math.max(...sweeps)}`,
  solved === 50 && median(sweeps) <= 400,
)

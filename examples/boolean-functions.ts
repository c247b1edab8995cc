/*
 * What a hidden layer is for: every Boolean function of two and of three inputs, learned one case at a time.
 * Without a hidden layer exactly 14 of 16 and 104 of 256 can be learned (the linearly separable ones; Minsky & Papert 1969);
 * with six hidden units all 256, within 3,000 sweeps.
 */
import {
  backward,
  binaryCrossEntropy,
  createModel,
  dense,
  forward,
  type LayerSpec,
  loss,
  sgd,
  tanh,
  uniform,
  update,
} from 'eddy'
import { report, sweepsToSolve, truthTable } from './sweeps.js'

const start = { start: uniform(1), biasStart: uniform(1) }

/** How many of the functions of `bits` inputs are learned. The answers of function f are the binary digits of f. */
function learned(bits: number, layers: () => readonly LayerSpec[], most: number): number {
  const functions = 2 ** (2 ** bits)
  return Array.from({ length: functions }, (_, f) => {
    const cases = truthTable(bits, (x) => ((f >> x.reduce((row, bit) => 2 * row + bit, 0)) & 1) === 1)
    const model = createModel({ input: bits, layers: layers(), seed: f })
    return sweepsToSolve(
      model,
      cases,
      (samples$) =>
        samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 }))),
      { threshold: 0, most },
    )
  }).filter(Number.isFinite).length
}

const two = learned(2, () => [dense(1, start)], 1000)
const three = learned(3, () => [dense(1, start)], 1000)
const hidden = learned(3, () => [dense(6, start), tanh(), dense(1, start)], 3000)
report(
  `boolean functions: no hidden layer ${two} of 16 and ${three} of 256, six hidden units ${hidden} of 256`,
  two === 14 && three === 104 && hidden === 256,
)

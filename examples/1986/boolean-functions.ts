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
import { begin } from '../experiment/experiment.js'
import { beside } from '../experiment/regions.js'
import { report } from '../experiment/report.js'
import { solves, truthTable } from '../experiment/truthTable.js'

const start = { start: uniform(1), biasStart: uniform(1) }

/** Which of the functions of `bits` inputs are learned. The answers of function f are the binary digits of f. */
function learned(bits: number, layers: () => readonly LayerSpec[], most: number): readonly boolean[] {
  const functions = 2 ** (2 ** bits)
  return Array.from({ length: functions }, (_, f) => {
    const cases = truthTable(bits, (x) => ((f >> x.reduce((row, bit) => 2 * row + bit, 0)) & 1) === 1)
    const run = begin(
      {
        cases,
        model: (seed) => createModel({ input: bits, layers: layers(), seed }),
        training: (model) => (samples$) =>
          samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 }))),
      },
      f,
    )
    return Number.isFinite(run.sweepUntil(solves(cases, 0), most))
  })
}

const count = (functions: readonly boolean[]): number => functions.filter(Boolean).length

const two = learned(2, () => [dense(1, start)], 1000)
const three = learned(3, () => [dense(1, start)], 1000)
report({
  figure: 'functions of 2 and of 3 inputs learned without a hidden layer',
  bar: 'exactly 14 of 16 and 104 of 256',
  reached: `${count(two)} and ${count(three)}`,
  passed: count(two) === 14 && count(three) === 104,
})

const hidden = learned(3, () => [dense(6, start), tanh(), dense(1, start)], 3000)
report({
  figure: 'functions of 3 inputs learned with six hidden units',
  bar: '256 of 256',
  reached: `${count(hidden)}`,
  passed: count(hidden) === 256,
})

console.log('\nthe 256 functions of three inputs, learned without a hidden layer, and with one')
const lines = (functions: readonly boolean[]): readonly string[] =>
  Array.from({ length: 8 }, (_, line) =>
    functions
      .slice(32 * line, 32 * line + 32)
      .map((learnt) => (learnt ? '█' : '·'))
      .join(''),
  )
console.log(beside([lines(three), lines(hidden)]))

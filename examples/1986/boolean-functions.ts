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
import { begin, type Experiment } from '../experiment/experiment.js'
import { beside } from '../experiment/regions.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves, truthTable } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

const start = { start: uniform(1), biasStart: uniform(1) }

/** The cases of one function of `bits` inputs: its answers are the binary digits of f. */
const casesOf = (f: number, bits: number): readonly LogicalCase[] =>
  truthTable(bits, (x) => ((f >> x.reduce((row, bit) => 2 * row + bit, 0)) & 1) === 1)

const learning = (cases: readonly LogicalCase[], layers: readonly LayerSpec[]): Experiment<LogicalCase> => ({
  cases,
  model: (seed) => createModel({ input: cases[0]?.x.length ?? 0, layers, seed }),
  training: (model) => (samples$) =>
    samples$.pipe(forward(model), loss(binaryCrossEntropy()), backward(), update(sgd({ learningRate: 0.3 }))),
})

/** Which of the functions of `bits` inputs are learned within `most` sweeps. */
function learned(bits: number, layers: readonly LayerSpec[], most: number): readonly boolean[] {
  return Array.from({ length: 2 ** (2 ** bits) }, (_, f) => {
    const cases = casesOf(f, bits)
    return Number.isFinite(begin(learning(cases, layers), f).sweepUntil(solves(cases, 0), most))
  })
}

const hiddenLayer = [dense(6, start), tanh(), dense(1, start)]
/** The function that `--serve` shows: whether the number of ones is odd, which takes a hidden layer most. */
const ODD = 0b10010110
await watch('boolean-functions', learning(casesOf(ODD, 3), hiddenLayer))

const count = (functions: readonly boolean[]): number => functions.filter(Boolean).length

const two = learned(2, [dense(1, start)], 1000)
const three = learned(3, [dense(1, start)], 1000)
report({
  figure: 'functions of 2 and of 3 inputs learned without a hidden layer',
  bar: 'exactly 14 of 16 and 104 of 256',
  reached: `${count(two)} and ${count(three)}`,
  passed: count(two) === 14 && count(three) === 104,
})

const hidden = learned(3, hiddenLayer, 3000)
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

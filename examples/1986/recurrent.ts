/*
 * Recurrent networks as layered ones (the last figure of the Nature article): a network that runs in time for T steps is a
 * layered network with a layer for every step, all with the same weights. Back-propagation runs back through time, and
 * the gradient of a weight is the sum over its copies (the article takes their average: T times smaller, so a T times
 * larger step is the same).
 *
 * Shown first on three units and three steps: the gradient of the shared weights is the sum of those of the layers. Then
 * on sequences, in the manner of the 1986 chapter: two letters come in, one after the other; each stands for two digits;
 * the four digits must come out afterwards. 5 letters in, 30 hidden units, 3 digits out, 20 of the 25 sequences learned;
 * squared error, gradient summed over the sweep, eps 0.015, alpha 0.9, starts in [-0.4, 0.4],
 * every weight shrinking by 0.1 % after each change, so that what is learned is said with as little as possible.
 */
import {
  backward,
  chain,
  createModel,
  createRandom,
  dense,
  forward,
  type LayerSpec,
  layer,
  loss,
  type Model,
  sgd,
  shared,
  shrink,
  sigmoid,
  squaredError,
  type Tensor,
  uniform,
  update,
} from 'eddy'
import { bufferCount, of } from 'rxjs'
import { type Experiment, mean, medianSweeps, shuffle, solvedOf, starts } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'
import { type LogicalCase, solves } from '../experiment/truthTable.js'
import { watch } from '../experiment/watch.js'

/** Three units connected to each other, run for three steps: with shared weights, or with weights of its own in each. */
const steps = (tied: boolean): readonly LayerSpec[] => {
  const step = [dense(3, { start: uniform(0.9), biasStart: uniform(0.9) }), sigmoid()]
  return [0, 1, 2].flatMap(() => (tied ? [shared('step', step)] : step))
}

/** The gradient of every parameter at one sample, flat. */
function gradientsOf(model: Model): Float32Array | Float64Array {
  let found: Float32Array | Float64Array = new Float32Array(0)
  of({ x: [0.8, 0.9, 0.6], y: [1, 0, 1] })
    .pipe(forward(model), loss(squaredError()), backward())
    .subscribe((step) => (found = step.gradients()))
  return found
}

const iterative = createModel({ input: 3, layers: steps(true), seed: 1 })
const layered = createModel({ input: 3, layers: steps(false), seed: 1 })
const size = iterative.parameters.length
for (const copy of [0, 1, 2]) layered.parameters.set(iterative.parameters, copy * size)
const tied = gradientsOf(iterative)
const free = gradientsOf(layered)
const sums = tied.map((_, at) => [0, 1, 2].reduce((sum, copy) => sum + (free[copy * size + at] ?? 0), 0))
const off = Math.max(...tied.map((value, at) => Math.abs(value - (sums[at] ?? 0))))
report({
  figure: 'gradient of the shared weights against the sum over the layers, largest difference',
  bar: 'at most 1e-6',
  reached: off.toExponential(1),
  passed: tied.some((value) => value !== 0) && off <= 1e-6,
})

const LETTERS = 5
const DIGITS = 3
const TIMES = 6
/** The two digits that each letter stands for. */
const CODE = [
  [0, 1],
  [1, 2],
  [2, 0],
  [1, 0],
  [0, 2],
] as const

/** [6 * 5], the letters as they come, to [4 * 3], the digits: one hidden state handed on from step to step. */
const unrolled = layer('unrolled', ({ x, op, parameter }) => {
  const start = uniform(0.4)
  const fromInput = parameter('fromInput', [30, LETTERS], start)
  const fromBefore = parameter('fromBefore', [30, 30], start)
  const bias = parameter('bias', [30], start)
  const toOutput = parameter('toOutput', [DIGITS, 30], start)
  const outputBias = parameter('outputBias', [DIGITS], start)
  let state = op.constant(new Array<number>(30).fill(0), [30])
  const outputs: Tensor[] = []
  for (let time = 0; time < TIMES; time++) {
    const input = op.linear(op.slice(x, time * LETTERS, (time + 1) * LETTERS), fromInput, bias)
    state = op.sigmoid(op.add(input, op.linear(state, fromBefore)))
    if (time >= 2) outputs.push(op.sigmoid(op.linear(state, toOutput, outputBias)))
  }
  return op.concat(outputs)
})

const oneOf = (length: number, on: number): readonly number[] => Array.from({ length }, (_, at) => Number(at === on))

const sequences: readonly LogicalCase[] = CODE.flatMap((first, a) =>
  CODE.map((second, b) => ({
    x: Array.from({ length: TIMES }, (_, time) => oneOf(LETTERS, time === 0 ? a : time === 1 ? b : -1)).flat(),
    y: [...first, ...second].flatMap((digit) => oneOf(DIGITS, digit)),
  })),
)
const order = shuffle(sequences, createRandom(1).next)
const unseen = order.slice(20)

const completion: Experiment<LogicalCase> = {
  cases: order.slice(0, 20),
  model: (seed) => createModel({ input: TIMES * LETTERS, layers: [unrolled()], seed }),
  training: (model) => (samples$) =>
    samples$.pipe(
      bufferCount(20),
      forward(model),
      loss(squaredError(), { reduction: 'sum' }),
      backward(),
      update(chain(sgd({ learningRate: 0.015, momentum: 0.9 }), shrink({ decay: 0.001, biases: false }))),
    ),
}

await watch('recurrent', completion)
const runs = starts(completion, { seeds: 10, most: 5000, done: solves(completion.cases) })
report({
  figure: 'sequences completed, 20 learned: solved seeds',
  bar: 'all of the 20 in 10 of 10',
  reached: `${solvedOf(runs)} of 10, median ${medianSweeps(runs)} sweeps`,
  passed: solvedOf(runs) === 10,
})

for (const { sweep } of runs) for (let more = 0; more < 1000; more++) sweep()
const answered = mean(runs.map(({ model }) => unseen.filter((one) => solves([one])(model)).length))
report({
  figure: 'of 5 sequences never seen, completed on average after 1,000 sweeps more',
  bar: 'at least 3',
  reached: `${answered}`,
  passed: answered >= 3,
})

const [shown] = runs
const letter = (at: number): string => 'ABCDE'[at] ?? ''
console.log('\nwhat the first seed says: two letters, four digits')
for (const [at, { x }] of [...order.entries()].slice(15)) {
  const output = shown?.model.predict(x) ?? []
  const digits = [0, 1, 2, 3].map((time) => {
    const units = [...output.slice(time * DIGITS, (time + 1) * DIGITS)]
    return units.indexOf(Math.max(...units)) + 1
  })
  const letters = [x.slice(0, LETTERS), x.slice(LETTERS, 2 * LETTERS)].map((units) => letter(units.indexOf(1)))
  console.log(`  ${letters.join('')} ${digits.join('')}${at < 20 ? '' : '  (never seen)'}`)
}

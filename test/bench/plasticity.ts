/*
 * How long networks stay able to learn: digits whose pixels, or whose names, are shuffled anew every 2,500 samples, 400
 * times over; one at a time, predicted before they are learned.
 *
 *   npm run bench:plasticity -- --data FOLDER [--seeds 3] [--tasks 400] [--only 'pixels, plain']
 *
 * FOLDER has MNIST's t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, gzipped or not. Input: 14 x 14 averages from -1
 * to 1; network 196-64-32-10. Streams after Dohare et al. 2024 (pixels) and Elsayed & Mahmood 2024 (names). The streams
 * that need no files, and run a million samples each, are in examples/plasticity.
 */
import { parseArgs } from 'node:util'
import {
  chain,
  continualBackprop,
  createRandom,
  dense,
  type Optimizer,
  relu,
  rmsprop,
  sgd,
  softmaxCrossEntropy,
  stepGuard,
} from 'eddy'
import { createModel } from './trainable.js'
import { type Digit, mnistPart } from '../../examples/depth/digit-images.js'
import { mean, shuffle } from '../../examples/experiment/experiment.js'

const { values: options } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    tasks: { type: 'string', default: '400' },
    only: { type: 'string' },
  },
})
const TASK = 2500
const tasks = Number(options.tasks)
const renewing = continualBackprop({ maturity: 1000 })

interface Contestant {
  readonly name: string
  readonly shuffled: 'pixels' | 'names'
  readonly optimizer: Optimizer
  readonly bar: string
  readonly meets: (accuracy: Accuracy) => boolean
}

/** Of the first tenth of the tasks, of the last, and of all. */
interface Accuracy {
  readonly first: number
  readonly last: number
  readonly all: number
}

const contestants: readonly Contestant[] = [
  {
    name: 'pixels, plain',
    shuffled: 'pixels',
    optimizer: sgd({ learningRate: 0.01 }),
    bar: 'at most 0.45: the loss is shown',
    meets: ({ all }) => all <= 0.45,
  },
  {
    name: 'pixels, renewed',
    shuffled: 'pixels',
    optimizer: chain(rmsprop({ learningRate: 0.002 }), renewing, stepGuard()),
    bar: 'at least 0.71, the last no less than the first',
    meets: ({ first, last, all }) => all >= 0.71 && last >= first,
  },
  {
    name: 'names, plain',
    shuffled: 'names',
    optimizer: sgd({ learningRate: 0.01 }),
    bar: 'none: for comparison',
    meets: () => true,
  },
  {
    name: 'names, renewed',
    shuffled: 'names',
    optimizer: chain(sgd({ learningRate: 0.02 }), renewing),
    bar: 'at least 0.90, the last no less than the first',
    meets: ({ first, last, all }) => all >= 0.9 && last >= first,
  },
]

/** What to do with a digit of a task: give its pixels, or its name, by a new order. */
function disguise(kind: Contestant['shuffled'], random: () => number): (digit: Digit) => Digit {
  const order = shuffle(
    Array.from({ length: kind === 'pixels' ? 196 : 10 }, (_, i) => i),
    random,
  )
  if (kind === 'names') return ({ x, y }) => ({ x, y: order[y] ?? 0 })
  const pixels = new Float32Array(196)
  return ({ x, y }) => {
    for (let i = 0; i < 196; i++) pixels[i] = x[order[i] ?? 0] ?? 0
    return { x: pixels, y }
  }
}

const largest = (values: ArrayLike<number>): number => {
  let at = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[at] ?? 0)) at = i
  return at
}

function run({ shuffled, optimizer }: Contestant, digits: readonly Digit[], seed: number): Accuracy {
  const layers = [dense(64), relu(), dense(32), relu(), dense(10)]
  const model = createModel({ input: 196, layers, seed })
  const [loss, rules] = [model.attachLoss(softmaxCrossEntropy()), model.attachRules(optimizer.rules)]
  const { next } = createRandom(seed + 77)
  const accuracies = Array.from({ length: tasks }, () => {
    const disguised = disguise(shuffled, next)
    let right = 0
    for (const digit of shuffle(digits, next).slice(0, TASK)) {
      const { x, y } = disguised(digit)
      if (largest(model.predict(x)) === y) right += 1
      model.train({ x, y }, loss, rules)
    }
    return right / TASK
  })
  const tenth = Math.max(1, Math.floor(tasks / 10))
  return { first: mean(accuracies.slice(0, tenth)), last: mean(accuracies.slice(-tenth)), all: mean(accuracies) }
}

if (options.data === undefined) {
  console.error('bench:plasticity: --data FOLDER is missing: the folder with the test part of MNIST')
  process.exit(2)
}
const digits = mnistPart(options.data, 't10k', 10_000)
console.log(
  `accuracy over ${tasks} tasks of ${TASK} digits, mean of ${options.seeds} seeds: first tenth, last tenth, all`,
)
for (const contestant of contestants.filter(({ name }) => options.only === undefined || name === options.only)) {
  const all = Array.from({ length: Number(options.seeds) }, (_, seed) => run(contestant, digits, seed))
  const [first, last, whole] = (['first', 'last', 'all'] as const).map((part) => mean(all.map((each) => each[part])))
  const accuracy = { first: first ?? Number.NaN, last: last ?? Number.NaN, all: whole ?? Number.NaN }
  const passed = contestant.meets(accuracy)
  const figures = [accuracy.first, accuracy.last, accuracy.all].map((value) => value.toFixed(3)).join('  ')
  console.log(`${passed ? '' : 'BELOW THE BAR: '}${contestant.name.padEnd(18)}${figures}  (bar: ${contestant.bar})`)
  if (!passed) process.exitCode = 1
}

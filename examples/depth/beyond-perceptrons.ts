/*
 * Beyond perceptrons: the same four streams, point by point, to a perceptron (Rosenblatt 1958: a change only after a
 * mistake), to a linear model (logistic regression) and to a network with two hidden layers. A line can't separate any of
 * them: exclusive or, mirror symmetry of six bits, two spirals, two bananas. Every point is predicted before it is learned;
 * what counts are the last 2,000 of 20,000.
 */
import {
  backward,
  binaryCrossEntropy,
  chain,
  createModel,
  createRandom,
  dense,
  forward,
  type Loss,
  loss,
  type Model,
  type Optimizer,
  rmsprop,
  sgd,
  spirals,
  stepGuard,
  tanh,
  update,
} from 'eddy'
import { from } from 'rxjs'
import { beside, regions } from '../experiment/regions.js'
import { report } from '../experiment/report.js'

const POINTS = 20_000
const LAST = 2000

interface Point {
  readonly x: readonly number[]
  readonly y: number
}

const drawn = (seed: number, draw: (random: ReturnType<typeof createRandom>) => Point): readonly Point[] => {
  const random = createRandom(seed)
  return Array.from({ length: POINTS }, () => draw(random))
}

const streams: Readonly<Record<string, readonly Point[]>> = {
  'exclusive or': drawn(1, ({ next, normal }) => {
    const bits = [next() < 0.5 ? -1 : 1, next() < 0.5 ? -1 : 1] as const
    return { x: bits.map((bit) => bit + 0.25 * normal()), y: Number(bits[0] !== bits[1]) }
  }),
  symmetry: drawn(2, ({ next }) => {
    const half = [0, 1, 2].map(() => (next() < 0.5 ? -1 : 1))
    const other = next() < 0.5 ? [...half].reverse() : [0, 1, 2].map(() => (next() < 0.5 ? -1 : 1))
    const x = [...half, ...other]
    return { x, y: Number(x.every((bit, at) => bit === x[5 - at])) }
  }),
  spirals: [...spirals({ seed: 3, samples: POINTS })] as unknown as readonly Point[],
  bananas: drawn(4, ({ next, normal }) => {
    const y = Number(next() < 0.5)
    const angle = Math.PI * next()
    const [across, up] = [Math.cos(angle), Math.sin(angle)]
    const banana = y ? [across - 0.5, up - 0.3] : [0.5 - across, 0.3 - up]
    return { x: banana.map((value) => value + 0.08 * normal()), y }
  }),
}

/** No loss on the right side of the line, the distance from it on the wrong one: so only mistakes change anything. */
const mistake: Loss = {
  name: 'mistake',
  settings: {},
  target: 'values',
  trace: ({ prediction, target, op }) => {
    const side = op.sub(op.mul(target, 2), 1)
    return op.sum(op.max(op.neg(op.mul(side, prediction)), 0))
  },
}

interface Contestant {
  readonly hidden: boolean
  readonly loss: Loss
  readonly optimizer: Optimizer
}

const contestants: Readonly<Record<string, Contestant>> = {
  perceptron: { hidden: false, loss: mistake, optimizer: sgd({ learningRate: 1 }) },
  'linear model': { hidden: false, loss: binaryCrossEntropy(), optimizer: sgd({ learningRate: 0.05 }) },
  multilayer: {
    hidden: true,
    loss: binaryCrossEntropy(),
    optimizer: chain(rmsprop({ learningRate: 0.002 }), stepGuard()),
  },
}

/** One contestant on one stream: how much of the end it had right, and what it became. */
function contest(points: readonly Point[], { hidden, loss: compared, optimizer }: Contestant) {
  const input = points[0]?.x.length ?? 1
  const layers = hidden ? [dense(32), tanh(), dense(32), tanh(), dense(1)] : [dense(1)]
  const model = createModel({ input, layers, seed: 1 })
  let right = 0
  from(points)
    .pipe(forward(model), loss(compared), backward(), update(optimizer))
    .subscribe(({ step, output, target }) => {
      if (step > POINTS - LAST && Number((output[0] ?? 0) > 0) === target) right += 1
    })
  return { model, accuracy: right / LAST }
}

/** How much the two without a hidden layer may have right, at most. */
const FAILURE: Readonly<Record<string, number>> = { 'exclusive or': 0.7, symmetry: 0.7, spirals: 0.7, bananas: 0.9 }

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
const shown: { readonly name: string; readonly models: readonly Model[] }[] = []
for (const [name, points] of Object.entries(streams)) {
  const runs = Object.values(contestants).map((contestant) => contest(points, contestant))
  const [perceptron = 1, linear = 1, multilayer = 0] = runs.map(({ accuracy }) => accuracy)
  const most = FAILURE[name] ?? 0
  report({
    figure: `${name}: perceptron, linear model, multilayer network, right of the last 2,000`,
    bar: `the first two at most ${percent(most)}, the network at least 97 %`,
    reached: [perceptron, linear, multilayer].map(percent).join(', '),
    passed: Math.max(perceptron, linear) <= most && multilayer >= 0.97,
  })
  if (points[0]?.x.length === 2) shown.push({ name, models: runs.map(({ model }) => model) })
}

const headings = Object.keys(contestants).map((name) => name.padEnd(29))
console.log(`\n  ${headings.join('').trimEnd()}`)
for (const { name, models } of shown) {
  const to = name === 'spirals' ? 1.1 : 1.8
  const pictures = models.map((model) => regions((x, y) => model.predict([x, y])[0] ?? 0, { from: -to, to }))
  console.log(`\n  ${name}\n${beside(pictures)}`)
}

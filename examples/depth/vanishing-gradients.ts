/*
 * Vanishing gradients, shown and cured. On its way back through a layer of logistic units an error is multiplied by slopes
 * of at most 1/4, so ten layers down hardly anything of it is left and the first layers don't learn (Hochreiter 1991). The
 * same two spirals, one point at a time, through the same number of layers of 32 units: logistic units from small starts;
 * ReLU from He's start; layer normalization before leaky ReLU; residual paths. First the size of the gradient in every
 * layer before anything was learned, at 10, 20 and 30 layers, then what ten layers learn from 15,000 points: all with the
 * same optimizer, and the logistic ones with plain gradient descent besides.
 */
import {
  backward,
  chain,
  createModel,
  dense,
  forward,
  heUniform,
  type LayerSpec,
  layerNorm,
  leakyRelu,
  loss,
  type Optimizer,
  relu,
  residual,
  rmsprop,
  sgd,
  sigmoid,
  softmaxCrossEntropy,
  spirals,
  stepGuard,
  uniform,
  update,
} from 'eddy'
import { from, map } from 'rxjs'
import { report } from '../experiment/report.js'

const POINTS = 15_000
const he = { start: heUniform() }
/** Without a bias the first layer would hand on only the direction of a point: normalization takes its distance away. */
const first = { start: heUniform(), biasStart: uniform(1) }
const small = { start: uniform(0.3), biasStart: uniform(0.3) }
const layersOf = (depth: number, one: (at: number) => readonly LayerSpec[]): readonly LayerSpec[] =>
  Array.from({ length: depth }, (_, at) => one(at)).flat()

const networks = {
  logistic: (depth: number) => layersOf(depth, () => [dense(32, small), sigmoid()]),
  'ReLU, He start': (depth: number) => layersOf(depth, (at) => [dense(32, at ? he : first), relu()]),
  'layer norm, leaky ReLU': (depth: number) =>
    layersOf(depth, (at) => [dense(32, at ? he : first), layerNorm(), leakyRelu()]),
  residual: (depth: number) => [
    ...layersOf(depth, (at) => (at ? [residual([layerNorm(), leakyRelu(), dense(32)])] : [dense(32, first)])),
    layerNorm(),
    leakyRelu(),
  ],
} as const

type Name = keyof typeof networks

const build = (name: Name, depth: number, seed: number) =>
  createModel({ input: 2, layers: [...networks[name](depth), dense(2)], seed })

/** Points of two spirals, scaled to variance 1, and the arm of each. */
const points = (seed: number, samples: number) =>
  from([...spirals({ seed: seed + 1, samples })] as readonly { x: readonly number[]; y: number }[]).pipe(
    map(({ x, y }) => ({ x: x.map((value) => 2 * value), y })),
  )

/** The norm of the gradient of each layer, weights and biases, before anything is learned: mean over 10 seeds of 100 points. */
function gradientSizes(name: Name, depth: number): readonly number[] {
  const sums: number[] = []
  for (let seed = 0; seed < 10; seed++) {
    const model = build(name, depth, seed)
    const weight = model.layout.flatMap(({ name: parameter }, at) => (parameter.endsWith('dense.weight') ? [at] : []))
    points(seed, 100)
      .pipe(forward(model), loss(softmaxCrossEntropy()), backward())
      .subscribe((step) => {
        const norms = step.gradientNorms()
        for (const [layer, at] of weight.entries()) {
          sums[layer] = (sums[layer] ?? 0) + Math.hypot(norms[at] ?? 0, norms[at + 1] ?? 0) / 1000
        }
      })
  }
  return sums
}

/** The part of the last 2,000 points that was right before it was learned. */
function accuracyOf(name: Name, seed: number, optimizer: Optimizer): number {
  const model = build(name, 10, seed)
  let right = 0
  points(seed, POINTS)
    .pipe(forward(model), loss(softmaxCrossEntropy()), backward(), update(optimizer))
    .subscribe(({ step, output, target }) => {
      if (step > POINTS - 2000 && Number((output[1] ?? 0) > (output[0] ?? 0)) === target) right += 1
    })
  return right / 2000
}

/** A bar for each number: from 1e-8 and below to 1. */
const bars = (sizes: readonly number[]): string =>
  sizes.map((size) => ' ▁▂▃▄▅▆▇█'[Math.max(0, Math.min(8, Math.round(8 + Math.log10(size))))]).join('')

const names = Object.keys(networks) as readonly Name[]
const ratios = new Map<Name, number>()
console.log(
  'size of the gradient from the first layer (left) to the last (right), before learning; a step of a bar is 10 x',
)
for (const depth of [10, 20, 30]) {
  console.log(`\n${depth} layers                 first layer / last layer`)
  for (const name of names) {
    const sizes = gradientSizes(name, depth)
    const ratio = (sizes[0] ?? 0) / (sizes[sizes.length - 1] ?? 1)
    if (depth === 10) ratios.set(name, ratio)
    console.log(`  ${name.padEnd(24)}${ratio.toExponential(1).padStart(8)}   ${bars(sizes)}`)
  }
}

console.log('\naccuracy over the last 2,000 of 15,000 points, 10 layers, before each was learned')
const guarded = chain(rmsprop({ learningRate: 0.0005 }), stepGuard())
const measured = (label: string, name: Name, seeds: number, optimizer: Optimizer): readonly number[] => {
  const all = Array.from({ length: seeds }, (_, seed) => accuracyOf(name, seed, optimizer))
  console.log(`  ${label.padEnd(30)}${all.map((value) => value.toFixed(3)).join('  ')}`)
  return all
}
const failing = measured('logistic, gradient descent', 'logistic', 3, sgd({ learningRate: 0.02 }))
const accuracies = new Map(
  names.map((name) => [name, measured(name, name, name === 'layer norm, leaky ReLU' ? 10 : 3, guarded)] as const),
)

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`
report({
  figure: 'ten logistic layers, gradient descent, shown as a failure: gradient ratio, accuracy',
  bar: 'at most 1e-5, and 45 to 55 %',
  reached: `${(ratios.get('logistic') ?? 1).toExponential(1)}, ${failing.map(percent).join(', ')}`,
  passed: (ratios.get('logistic') ?? 1) <= 1e-5 && failing.every((value) => value >= 0.45 && value <= 0.55),
})
for (const name of names.slice(1)) {
  const all = accuracies.get(name) ?? []
  report({
    figure: `ten layers, ${name}: gradient ratio, worst accuracy of ${all.length} seeds`,
    bar: 'at least 0.1, and 97 %',
    reached: `${(ratios.get(name) ?? 0).toFixed(2)}, ${percent(Math.min(...all))}`,
    passed: (ratios.get(name) ?? 0) >= 0.1 && Math.min(...all) >= 0.97,
  })
}

/*
 * Networks that stay able to learn. Slowly-changing regression: 15 of 20 bits change only every 10,000 samples, and five
 * hidden units are too few for the target, so the network must learn anew after each change, a hundred times in a million
 * samples. Plain networks do it worse and worse: units die, or say the same, and nothing brings them back (Dohare et al.,
 * Loss of plasticity in deep continual learning, Nature 632 (2024) 768-774). Continual backpropagation begins the least
 * useful units anew; shrink and perturb forgets a little and stirs a little; l2Init pulls weights to where they started.
 *
 * `--seeds 40` for the number of seeds behind the published figures; default 4.
 */
import { parseArgs } from 'node:util'
import {
  backward,
  chain,
  continualBackprop,
  createModel,
  dense,
  forward,
  heUniform,
  l2Init,
  type LayerSpec,
  loss,
  type Optimizer,
  relu,
  sgd,
  shrinkAndPerturb,
  slowlyChanging,
  squaredError,
  tanh,
  update,
} from 'eddy'
import { Subject } from 'rxjs'
import { mean } from '../experiment/experiment.js'
import { report } from '../experiment/report.js'

const SAMPLES = 1_000_000
const BIN = 50_000
const { values } = parseArgs({ options: { seeds: { type: 'string', default: '4' } }, strict: false })
const seeds = Number(values.seeds)
/** Of half the squared error, whose gradient is half that of the paper's: its rate of 0.01. */
const learningRate = 0.02
const start = { start: heUniform() }

interface Learner {
  readonly change: 'oneBit' | 'allBits'
  readonly activation: () => LayerSpec
  readonly optimizer: Optimizer
}

const learners = {
  'ReLU, plain': { change: 'allBits', activation: relu, optimizer: sgd({ learningRate }) },
  'ReLU, l2Init': {
    change: 'allBits',
    activation: relu,
    optimizer: chain(l2Init({ strength: 0.005 }), sgd({ learningRate })),
  },
  'ReLU, continual backprop': {
    change: 'allBits',
    activation: relu,
    optimizer: chain(sgd({ learningRate }), continualBackprop()),
  },
  'tanh, plain': { change: 'oneBit', activation: tanh, optimizer: sgd({ learningRate }) },
  'tanh, shrink and perturb': {
    change: 'oneBit',
    activation: tanh,
    optimizer: shrinkAndPerturb({ learningRate, decay: 0.0015, noise: 0.05 }),
  },
} as const satisfies Record<string, Learner>

type Name = keyof typeof learners

/** Mean squared error before each sample was learned, in bins of 50,000. */
function errors({ change, activation, optimizer }: Learner, seed: number): readonly number[] {
  const model = createModel({ input: 20, layers: [dense(5, start), activation(), dense(1, start)], seed })
  const samples$ = new Subject<{ readonly x: readonly number[]; readonly y: readonly number[] }>()
  const bins = Array.from({ length: SAMPLES / BIN }, () => 0)
  samples$
    .pipe(forward(model), loss(squaredError()), backward(), update(optimizer))
    .subscribe(({ step, loss: half }) => {
      const bin = Math.floor((step - 1) / BIN)
      bins[bin] = (bins[bin] ?? 0) + (2 * half) / BIN
    })
  for (const { x, y } of slowlyChanging({ seed: seed + 1, change, samples: SAMPLES }))
    samples$.next({ x: x as readonly number[], y: [Number(y)] })
  return bins
}

/** Blocks from an error of 0 to one of 1.4. */
const curve = (bins: readonly number[]): string =>
  bins.map((error) => ' ▁▂▃▄▅▆▇█'[Math.max(0, Math.min(8, Math.round((8 * error) / 1.4)))]).join('')

const reached = new Map<Name, { readonly first: number; readonly last: number }>()
console.log(`squared error over a million samples, ${seeds} seeds             first 100,000, last 100,000`)
for (const name of Object.keys(learners) as readonly Name[]) {
  const all = Array.from({ length: seeds }, (_, seed) => errors(learners[name], seed))
  const bins = (all[0] ?? []).map((_, bin) => mean(all.map((each) => each[bin] ?? Number.NaN)))
  const [first, last] = [mean(bins.slice(0, 2)), mean(bins.slice(-2))]
  reached.set(name, { first, last })
  const { change } = learners[name]
  console.log(`${name.padEnd(26)}${change.padEnd(9)}${curve(bins)}   ${first.toFixed(3)}  ${last.toFixed(3)}`)
}

const of = (name: Name): { readonly first: number; readonly last: number } =>
  reached.get(name) ?? { first: Number.NaN, last: Number.NaN }
const plain = of('ReLU, plain')
report({
  figure: 'all slow bits drawn anew, plain ReLU network, shown as a failure: error over the last 100,000 samples',
  bar: 'at least 1.0',
  reached: `${plain.last.toFixed(3)}, from ${plain.first.toFixed(3)}`,
  passed: plain.last >= 1,
})
const renewed = of('ReLU, continual backprop')
report({
  figure: 'the same with continual backprop as it is by default: error over the last 100,000, and over the first',
  bar: 'at most 0.65, and 1.1 times the first',
  reached: `${renewed.last.toFixed(3)}, ${(renewed.last / renewed.first).toFixed(2)} times`,
  passed: renewed.last <= 0.65 && renewed.last <= 1.1 * renewed.first,
})
const best = of('tanh, shrink and perturb')
report({
  figure: 'one slow bit turned round at a time, tanh, shrink and perturb: error over the last 100,000',
  bar: 'at most 0.36',
  reached: best.last.toFixed(3),
  passed: best.last <= 0.36,
})

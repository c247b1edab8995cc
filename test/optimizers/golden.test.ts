import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  adadelta,
  adagrad,
  adam,
  adamax,
  adamW,
  chain,
  clipByNorm,
  clipByValue,
  ftrl,
  l2Init,
  layer,
  lion,
  type MachineKind,
  nadam,
  nesterov,
  type Optimizer,
  piecewise,
  rmsprop,
  sgd,
  shrink,
  zeros,
} from '../../src/index.js'
import { createModel } from '../layers/trainable.js'
import { Pass } from '../../src/layers/model/pass.js'

interface GoldenTensor {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
type Named = Readonly<Record<'w' | 'b', GoldenTensor>>
interface Trajectory {
  readonly start: Named
  readonly grads: readonly Named[]
  readonly after: readonly Named[]
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../golden/optimizer/${name}.json`, import.meta.url), 'utf8')) as T

/** A network whose output is its parameters, so that the gradient at the output is the gradient of the parameters. */
const parametersOut = layer<{ readonly columns: number }>('parametersOut', ({ x, parameter, op }, { columns }) => {
  const [w, b] = [parameter('w', [2, columns], zeros()), parameter('b', [2], zeros())]
  return op.add(op.concat([op.reshape(w, [2 * columns]), b]), op.mul(op.sum(x), 0))
})

const drop = piecewise([
  { from: 1, value: 0.1 },
  { from: 11, value: 0.01 },
])
const rate = { learningRate: 0.01 }

/** PyTorch 1.13, or plain formulas where a rule is not in it; 20 steps, with two large gradients and one of zeros. */
const cases: Record<string, Optimizer> = {
  opt_sgd: sgd({ learningRate: 0.1 }),
  opt_sgd_l2: sgd({ learningRate: 0.1, weightDecay: 0.01 }),
  opt_sgd_clip_norm: chain(clipByNorm({ max: 1 }), sgd({ learningRate: 0.1 })),
  opt_momentum_rhw: sgd({ learningRate: 0.1, momentum: 0.9 }),
  opt_momentum_rhw_lrdrop: sgd({ learningRate: drop, momentum: 0.9 }),
  opt_momentum_rhw_decay: chain(sgd({ learningRate: 0.1, momentum: 0.9 }), shrink({ decay: 0.002 })),
  opt_momentum_pytorch: sgd({ learningRate: 0.1, momentum: 0.9, form: 'pytorch' }),
  opt_momentum_pytorch_lrdrop: sgd({ learningRate: drop, momentum: 0.9, form: 'pytorch' }),
  opt_momentum_dampening: sgd({ learningRate: 0.1, momentum: 0.9, dampening: 0.5, form: 'pytorch' }),
  opt_nesterov: nesterov({ learningRate: 0.1, momentum: 0.9 }),
  opt_adagrad: adagrad({ learningRate: 0.1 }),
  opt_adagrad_init: adagrad({ learningRate: 0.1, start: 0.1, decay: 0.01 }),
  opt_rmsprop: rmsprop(rate),
  opt_rmsprop_centered_momentum: rmsprop({ ...rate, centered: true, momentum: 0.9 }),
  opt_adadelta: adadelta(),
  opt_adam: adam(rate),
  opt_adam_l2: adam({ ...rate, weightDecay: 0.1 }),
  opt_adam_clip_value: chain(clipByValue({ max: 0.5 }), adam(rate)),
  opt_adamw: adamW({ ...rate, weightDecay: 0.1 }),
  opt_amsgrad: adam({ ...rate, amsgrad: true }),
  opt_adamax: adamax(rate),
  opt_nadam: nadam(rate),
  opt_lion: lion({ ...rate, weightDecay: 0.1 }),
  stream_l2_init: chain(l2Init({ strength: 0.1 }), sgd(rate)),
}

const flat = ({ w, b }: Named): number[] => [...w.data, ...b.data]
/** Where the numbers stand among the padded rows. */
const placesOf = (columns: number): readonly number[] =>
  [0, 1, 2].flatMap((row) => Array.from({ length: row < 2 ? columns : 2 }, (_, column) => 4 * row + column))

function* follow({ start, grads }: Trajectory, optimizer: Optimizer, kernels: MachineKind): Generator<number[]> {
  const columns = start.w.shape[1] ?? 0
  const places = placesOf(columns)
  const model = createModel({ input: 1, layers: [parametersOut({ columns })], kernels })
  flat(start).forEach((value, index) => {
    model.parameters[places[index] ?? 0] = value
  })
  const attached = model.attachRules(optimizer.rules)
  for (const gradient of grads) {
    const pass = model.begin([0])
    if (!(pass instanceof Pass)) throw new Error('no pass')
    pass.setCotangent(flat(gradient))
    pass.backward()
    expect(pass.update(attached)).toBeUndefined()
    yield places.map((place) => model.parameters[place] ?? Number.NaN)
    expect(
      Array.from(model.parameters)
        .filter((_, index) => !places.includes(index))
        .every((value) => value === 0),
    ).toBe(true)
  }
}

describe('golden trajectories', () => {
  it.each(Object.keys(cases))('%s, float64, to 1e-9', (name) => {
    const golden = read<Trajectory>(name)
    let step = 0
    for (const got of follow(golden, cases[name] as Optimizer, 'float64')) {
      const wanted = flat(golden.after[step++] as Named)
      got.forEach((value, index) => {
        const want = wanted[index] ?? Number.NaN
        expect(Math.abs(value - want), `step ${step}, ${index}: ${value} against ${want}`).toBeLessThanOrEqual(
          1e-12 + 1e-9 * Math.abs(want),
        )
      })
    }
    expect(step).toBe(20)
  })

  it.each(
    Object.keys(cases).flatMap(
      (name) =>
        [
          [name, 'simd'],
          [name, 'reference'],
        ] as const,
    ),
  )('%s, %s, to 5e-6 of the largest', (name, kernels) => {
    const golden = read<Trajectory>(name)
    let step = 0
    for (const got of follow(golden, cases[name] as Optimizer, kernels)) {
      const wanted = flat(golden.after[step++] as Named)
      const tolerance = 5e-6 * Math.max(...wanted.map(Math.abs))
      got.forEach((value, index) =>
        expect(Math.abs(value - (wanted[index] ?? Number.NaN))).toBeLessThanOrEqual(tolerance),
      )
    }
  })

  it('stream_ftrl_proximal: logistic regression with exact zeros', () => {
    const { params, data, trace } = read<{
      params: { alpha: number; beta: number; l1: number; l2: number }
      data: { index: number[]; value: number[]; y: number }[]
      trace: { p: number; w: number[] }[]
    }>('stream_ftrl_proximal')
    const out = layer('weights', ({ x, parameter, op }) =>
      op.mul(parameter('w', [6], zeros()), op.add(op.mul(op.sum(x), 0), 1)),
    )
    const model = createModel({ input: 1, layers: [out()], kernels: 'float64' })
    const attached = model.attachRules(ftrl(params).rules)
    data.forEach(({ index, value, y }, step) => {
      const w = Array.from(model.parameters.subarray(0, 6))
      const { p, w: wanted } = trace[step] ?? { p: Number.NaN, w: [] }
      w.forEach((weight, at) =>
        expect(Math.abs(weight - (wanted[at] ?? Number.NaN))).toBeLessThanOrEqual(1e-12 + 1e-9 * Math.abs(weight)),
      )
      const gradient = new Float64Array(6)
      index.forEach((feature, at) => {
        gradient[feature] = (p - y) * (value[at] ?? 0)
      })
      const pass = model.begin([0])
      if (!(pass instanceof Pass)) throw new Error('no pass')
      pass.setCotangent(gradient)
      pass.backward()
      pass.update(attached)
    })
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Rule, RuleTrace } from '../../src/autodiff/planning/rule.js'
import { dense, layer, shrinkAndPerturb, squaredError, zeros } from '../../src/index.js'
import { createModel } from '../layers/trainable.js'
import { Pass } from '../../src/layers/model/pass.js'

interface Step {
  readonly w: { readonly data: readonly number[] }
  readonly b: { readonly data: readonly number[] }
}
const golden = JSON.parse(
  readFileSync(new URL('../golden/optimizer/stream_shrink_perturb.json', import.meta.url), 'utf8'),
) as {
  readonly params: { readonly lr: number; readonly decay: number; readonly sigma: number }
  readonly start: Step
  readonly grads: readonly Step[]
  readonly noise: readonly Step[]
  readonly after: readonly Step[]
}
const flat = ({ w, b }: Step): number[] => [...w.data, ...b.data]
/** Where the numbers stand among the padded rows. */
const places = [0, 1, 2, 4, 5, 6, 8, 9]

/** The rule, with noise out of a state in place of its own. */
const withGivenNoise = (rule: Rule): Rule => ({
  ...rule,
  trace: (trace) => rule.trace(Object.create(trace, { signs: { value: () => trace.state('given') } }) as RuleTrace),
})

describe('shrinkAndPerturb', () => {
  it('follows the golden trajectory where it is given its noise', () => {
    const out = layer('out', ({ x, parameter, op }) => {
      const [w, b] = [parameter('w', [2, 3], zeros()), parameter('b', [2], zeros())]
      return op.add(op.concat([op.reshape(w, [6]), b]), op.mul(op.sum(x), 0))
    })
    const { lr, decay, sigma } = golden.params
    const model = createModel({ input: 1, layers: [out()], kernels: 'float64' })
    const { rules } = shrinkAndPerturb({ learningRate: lr, decay, noise: sigma })
    const attached = model.attachRules(rules.map(withGivenNoise))
    flat(golden.start).forEach((value, i) => (model.parameters[places[i] ?? 0] = value))
    golden.grads.forEach((gradient, step) => {
      const optimizers = model.state.optimizers.map(() => 0)
      flat(golden.noise[step] as Step).forEach((value, i) => (optimizers[places[i] ?? 0] = value))
      model.restore({ optimizers })
      const pass = model.begin([0])
      if (!(pass instanceof Pass)) throw new Error('no pass')
      pass.setCotangent(flat(gradient))
      pass.backward()
      pass.update(attached)
      flat(golden.after[step] as Step).forEach((wanted, i) =>
        expect(model.parameters[places[i] ?? 0]).toBeCloseTo(wanted, 12),
      )
    })
  })

  /** A 3-2 network after so many steps without a gradient. */
  function stirred(steps: number, seed: number, kernels: 'simd' | 'reference' = 'simd') {
    const model = createModel({ input: 3, layers: [dense(2, { start: zeros() })], seed, kernels })
    const loss = model.attachLoss(squaredError())
    const attached = model.attachRules(shrinkAndPerturb({ learningRate: 0.1, decay: 0, noise: 0.5 }).rules)
    for (let step = 0; step < steps; step++) model.train({ x: [0, 0, 0], y: model.predict([0, 0, 0]) }, loss, attached)
    return model
  }

  it('moves every weight by rate times noise, up or down, and no padding', () => {
    const { parameters } = stirred(1, 1)
    const moved = [0, 1, 2, 4, 5, 6, 8, 9]
    for (const at of moved) expect(Math.abs(parameters[at] ?? 0)).toBeCloseTo(0.05, 7)
    expect([...parameters].filter((_, at) => !moved.includes(at)).every((value) => value === 0)).toBe(true)
  })

  it('adds up to noise of mean 0 and variance steps times (rate noise) squared', () => {
    const ends = Array.from({ length: 60 }, (_, seed) => stirred(100, seed).parameters[5] ?? Number.NaN)
    const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length
    const variance = ends.reduce((sum, end) => sum + end * end, 0) / ends.length
    // Five standard errors.
    expect(Math.abs(mean)).toBeLessThan((5 * 0.5) / Math.sqrt(60))
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(5 * Math.sqrt(2 / 60))
  })

  it('is a matter of the seed, alike on every machine, and goes on from a state', () => {
    expect(stirred(7, 3).parameters).toEqual(stirred(7, 3, 'reference').parameters)
    expect(stirred(7, 3).parameters).not.toEqual(stirred(7, 4).parameters)
    const whole = stirred(10, 5)
    const resumed = stirred(1, 6)
    resumed.restore(stirred(9, 5).state)
    const loss = resumed.attachLoss(squaredError())
    const attached = resumed.attachRules(shrinkAndPerturb({ learningRate: 0.1, decay: 0, noise: 0.5 }).rules)
    resumed.train({ x: [0, 0, 0], y: resumed.predict([0, 0, 0]) }, loss, attached)
    expect(resumed.parameters).toEqual(whole.parameters)
  })

  it('refuses negative settings', () => {
    for (const wrong of [{ decay: -1 }, { noise: -1 }, { learningRate: 0 }]) {
      const options = { learningRate: 0.1, decay: 0, noise: 0, ...wrong }
      expect(() =>
        createModel({ input: 1, layers: [dense(1)] }).attachRules(shrinkAndPerturb(options).rules),
      ).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

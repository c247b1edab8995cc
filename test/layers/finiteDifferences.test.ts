import { describe, expect, it } from 'vitest'
import { builtinLayers } from '../../src/layers/builtin.js'
import type { Model } from './trainable.js'
import type { ModelTarget } from '../../src/layers/model/pass.js'
import { isFault } from '../../src/rejection.js'
import { absoluteError } from '../../src/losses/absoluteError.js'
import { binaryCrossEntropy } from '../../src/losses/binaryCrossEntropy.js'
import { builtinLosses } from '../../src/losses/builtin.js'
import { gaussianNll } from '../../src/losses/gaussianNll.js'
import { hinge } from '../../src/losses/hinge.js'
import { huber } from '../../src/losses/huber.js'
import { logCosh } from '../../src/losses/logCosh.js'
import type { Loss } from '../../src/losses/loss.js'
import { poisson } from '../../src/losses/poisson.js'
import { quantile } from '../../src/losses/quantile.js'
import { smoothL1 } from '../../src/losses/smoothL1.js'
import { softmaxCrossEntropy } from '../../src/losses/softmaxCrossEntropy.js'
import { squaredError } from '../../src/losses/squaredError.js'
import { squaredHinge } from '../../src/losses/squaredHinge.js'
import { build, cases } from './cases.js'
import { begin, positions } from './parameters.js'

/*
 * Every layer under every loss, in float64, against central differences with h = 1e-5: relative error at most 1e-6,
 * absolute at most 1e-8 where the gradient is zero in theory. Coordinates whose one-sided differences disagree by more
 * than a tenth stand at a kink and are left out.
 */

const H = 1e-5

const losses: readonly (readonly [Loss, ModelTarget])[] = [
  [squaredError(), [0.3, -0.4, 0.8, 0.1]],
  [squaredError({ reduction: 'mean', deadZone: [0.2, 0.8] }), [0, 1, 1, 0]],
  [absoluteError(), [0.9, -1.4, 2.8, -2.1]],
  [huber({ delta: 0.7 }), [0.3, -1.4, 2.8, 0.1]],
  [smoothL1({ beta: 0.5 }), [0.3, -1.4, 2.8, 0.1]],
  [logCosh(), [0.3, -1.4, 2.8, 0.1]],
  [quantile({ tau: 0.9 }), [0.9, -1.4, 2.8, -2.1]],
  [binaryCrossEntropy({ positiveWeight: 3 }), [0, 1, 0.3, 1]],
  [binaryCrossEntropy(), [0, 1, 0.3, 1]],
  [softmaxCrossEntropy({ labelSmoothing: 0.1 }), 2],
  [softmaxCrossEntropy(), [0.1, 0.6, 0.3, 0]],
  [hinge(), [1, -1, 1, -1]],
  [squaredHinge(), [1, -1, 1, -1]],
  [poisson(), [0, 3, 1, 2]],
  [gaussianNll(), [0.3, -0.4, 0, 0]],
]

/** The loss as a function of a flat vector: the parameters, then the input. */
function subject(model: Model, x: Float64Array, loss: Loss, target: ModelTarget) {
  const index = model.attachLoss(loss)
  const places = positions(model)
  const at = (i: number): [ArrayLike<number> & { [index: number]: number }, number] =>
    i < places.length ? [model.parameters, places[i] ?? 0] : [x, i - places.length]
  const value = (): number => {
    const pass = begin(model, x)
    const result = pass.loss(index, target, 1)
    // Set aside, so that a state stays where it was.
    pass.withdraw()
    if (isFault(result)) throw new Error(result.reason)
    return result
  }
  const gradient = (): number[] => {
    const pass = begin(model, x)
    pass.loss(index, target, 1)
    pass.backward()
    const flat = pass.gradients()
    const result = [...places.map((place) => flat[place] ?? Number.NaN), ...pass.inputGradient()]
    pass.withdraw()
    return result
  }
  /** Loss with every coordinate i moved by step * direction(i). */
  const moved = (coordinates: readonly number[], amount: (i: number) => number): number => {
    const old = coordinates.map((i) => {
      const [list, place] = at(i)
      return list[place] ?? 0
    })
    for (const i of coordinates) {
      const [list, place] = at(i)
      list[place] = (list[place] ?? 0) + amount(i)
    }
    const result = value()
    coordinates.forEach((i, j) => {
      const [list, place] = at(i)
      list[place] = old[j] ?? 0
    })
    return result
  }
  return { value, gradient, moved }
}

const agree = (numeric: number, analytic: number): boolean =>
  Math.abs(numeric - analytic) <= 1e-8 ||
  Math.abs(numeric - analytic) <= 1e-6 * Math.max(1e-8, Math.abs(numeric) + Math.abs(analytic))

describe('layers under losses against central differences', () => {
  it('covers every layer and every loss', () => {
    const types = new Set(Object.values(cases).flatMap(({ layers }) => layers.map((entry) => entry.type)))
    expect([...types].sort()).toEqual(Object.keys(builtinLayers).sort())
    expect([...new Set(losses.map(([{ name }]) => name))].sort()).toEqual(Object.keys(builtinLosses).sort())
  })

  describe.each(Object.entries(cases))('%s', (name, layout) => {
    it.each(losses.map(([loss, target]) => [`${loss.name} ${JSON.stringify(loss.settings)}`, loss, target] as const))(
      '%s',
      (_, loss, target) => {
        const { model, x } = build(layout)
        const { value, gradient, moved } = subject(model, x, loss, target)
        const analytic = gradient()
        const count = analytic.length - (layout.ids ? x.length : 0)
        const middle = value()
        let skipped = 0
        for (let i = 0; i < count; i++) {
          const up = moved([i], () => H)
          const down = moved([i], () => -H)
          const numeric = (up - down) / (2 * H)
          const [right, left] = [(up - middle) / H, (middle - down) / H]
          if (
            Math.abs(right - left) > 0.1 * Math.max(Math.abs(right), Math.abs(left)) &&
            Math.abs(right - left) > 1e-3
          ) {
            skipped++
            continue
          }
          if (!agree(numeric, analytic[i] ?? Number.NaN))
            expect.fail(`${name} coordinate ${i}: differences ${numeric}, gradient ${analytic[i]}`)
        }
        expect(skipped).toBeLessThanOrEqual(count / 10)
      },
    )

    it('agrees along random directions', () => {
      const { model, x } = build(layout)
      const { gradient, moved } = subject(model, x, logCosh(), [0.3, -1.4, 2.8, 0.1])
      const analytic = gradient()
      const all = Array.from({ length: analytic.length - (layout.ids ? x.length : 0) }, (_, i) => i)
      for (let trial = 0; trial < 5; trial++) {
        const direction = (i: number): number => Math.sin(12.9898 * (i + 1) + 78.233 * trial) / Math.sqrt(all.length)
        const numeric = (moved(all, (i) => H * direction(i)) - moved(all, (i) => -H * direction(i))) / (2 * H)
        const wanted = all.reduce((sum, i) => sum + direction(i) * (analytic[i] ?? 0), 0)
        expect(agree(numeric, wanted), `${numeric} along direction ${trial}, wanted ${wanted}`).toBe(true)
      }
    })
  })
})

import { describe, expect, it } from 'vitest'
import { clip, clipByLayerNorm, clipByNorm, clipByValue, createLearner, sgd } from '../../src/index.js'

const named = (optimizer: ReturnType<typeof clip>) => optimizer.rules.map(({ name, settings }) => ({ name, settings }))

describe('clip', () => {
  it('is one of the three from plain options', () => {
    expect(named(clip({ value: 2 }))).toEqual(named(clipByValue({ max: 2 })))
    expect(named(clip({ norm: 1 }))).toEqual(named(clipByNorm({ max: 1 })))
    expect(named(clip({ layerNorm: 3 }))).toEqual(named(clipByLayerNorm({ max: 3 })))
  })

  it.each([[{}], [{ norm: 1, value: 2 }], [{ norm: -1 }], [{ norm: Number.NaN }], [{ size: 1 }], [{ toString: 1 }]])(
    'refuses %j',
    (options) => {
      expect(() => clip(options as never)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    },
  )

  it('bounds what a learner learns from an outlier', () => {
    const moved = (options: object): number => {
      const learner = createLearner({
        features: [],
        scaleTarget: false,
        task: 'regression',
        input: 2,
        layers: [],
        optimizer: sgd({ learningRate: 1 }),
        seed: 1,
        ...options,
      })
      const before = Float64Array.from(learner.model?.parameters ?? [])
      learner.learn({ x: [300, 400], y: 1e6 })
      return Math.hypot(...Array.from(learner.model?.parameters ?? [], (w, at) => w - (before[at] ?? 0)))
    }
    expect(moved({})).toBeGreaterThan(499)
    expect(moved({ clip: { norm: 0.5 } })).toBeCloseTo(0.5, 5)
    expect(moved({ clip: { value: 0.25 } })).toBeCloseTo(Math.hypot(0.25, 0.25, 0.25), 5)
  })
})

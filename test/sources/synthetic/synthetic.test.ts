import { lastValueFrom, take, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  agrawal,
  createLearner,
  drift,
  friedman,
  hyperplane,
  learn,
  led,
  randomRbf,
  type Sample,
  sea,
  spirals,
  type SyntheticStream,
} from '../../../src/index.js'

const some = (stream: SyntheticStream, count = 2000): Sample[] => {
  const samples: Sample[] = []
  for (const sample of stream) {
    samples.push(sample)
    if (samples.length === count) break
  }
  return samples
}

const streams: readonly (readonly [
  string,
  (options: { seed?: number; samples?: number; after?: number }) => SyntheticStream,
])[] = [
  ['sea', sea],
  ['hyperplane', (options) => hyperplane({ magnitude: 0.01, ...options })],
  ['agrawal', (options) => agrawal({ rule: 5, perturbation: 0.05, ...options })],
  ['led', led],
  ['randomRbf', (options) => randomRbf({ speed: 0.001, classes: 3, ...options })],
  ['friedman', friedman],
  ['spirals', spirals],
  ['drift', (options) => drift(sea(options), { at: 300, width: 100, to: sea({ variant: 2, seed: 9 }) })],
]

describe.each(streams)('%s', (_, make) => {
  it('is the same for the same seed, and another for another', () => {
    expect(some(make({ seed: 3 }), 300)).toEqual(some(make({ seed: 3 }), 300))
    expect(some(make({ seed: 4 }), 300)).not.toEqual(some(make({ seed: 3 }), 300))
  })

  it('goes on after any sample as if it had never stopped', () => {
    const whole = some(make({ seed: 5, samples: 500 }))
    expect(whole).toHaveLength(500)
    expect(some(make({ seed: 5, samples: 500, after: 321 }))).toEqual(whole.slice(321))
  })

  it('is an observable', async () => {
    expect(await lastValueFrom(make({ samples: 70 }).pipe(toArray()))).toEqual(some(make({ samples: 70 })))
    expect(await lastValueFrom(make({}).pipe(take(3), toArray()))).toEqual(some(make({}), 3))
  })

  it('refuses counts that are none', () => {
    expect(() => make({ samples: -1 })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('what they are by definition', () => {
  it('sea: a + b against the threshold of its variant', () => {
    for (const [variant, threshold] of [8, 9, 7, 9.5].entries()) {
      for (const { x, y } of some(sea({ variant }))) {
        const { a = 0, b = 0 } = x as Record<string, number>
        expect(y).toBe(a + b <= threshold)
      }
    }
  })

  it('friedman without noise is its formula', () => {
    for (const { x, y } of some(friedman({ noise: 0 }), 200)) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = x as number[]
      expect(y).toBeCloseTo(10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e, 8)
    }
  })

  it('agrawal: rule 1 is about age, and rule 7 about income and loan', () => {
    for (const { x, y } of some(agrawal({ rule: 1 }))) {
      const { age = 0 } = x as Record<string, number>
      expect(y).toBe(age < 40 || age >= 60 ? 'A' : 'B')
    }
    for (const { x, y } of some(agrawal({ rule: 7 }))) {
      const { salary = 0, commission = 0, loan = 0 } = x as Record<string, number>
      expect(y).toBe((2 * (salary + commission)) / 3 - loan / 5 - 20_000 > 0 ? 'A' : 'B')
    }
  })

  it('led without noise shows its digit; hyperplane is balanced; spirals have their arms', () => {
    const shown = new Map(some(led({ noise: 0, irrelevant: 0 })).map(({ x, y }) => [String(x), y]))
    expect(shown.size).toBe(10)
    const positives = some(hyperplane(), 5000).filter(({ y }) => y === true).length
    expect(positives / 5000).toBeGreaterThan(0.4)
    expect(positives / 5000).toBeLessThan(0.6)
    expect(new Set(some(spirals({ arms: 3 })).map(({ y }) => y)).size).toBe(3)
  })

  it('drift: the old before, the new after, and both in between', () => {
    const samples = some(drift(sea(), { at: 1000, width: 400, to: friedman() }), 2000)
    const isNew = samples.map(({ x }) => Array.isArray(x))
    expect(isNew.slice(0, 300).some(Boolean)).toBe(false)
    expect(isNew.slice(1700).every(Boolean)).toBe(true)
    const share = isNew.slice(900, 1100).filter(Boolean).length / 200
    expect(share).toBeGreaterThan(0.3)
    expect(share).toBeLessThan(0.7)
    const abrupt = some(drift(sea(), { at: 10, to: friedman() }), 20)
    expect(abrupt.map(({ x }) => Array.isArray(x))).toEqual(Array.from({ length: 20 }, (_, i) => i >= 10))
    expect(() => drift(sea(), { at: -1, to: sea() })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

it('a network learns spirals that no line divides', async () => {
  const learner = createLearner({ task: 'classification', seed: 1 })
  const learned = await lastValueFrom(spirals({ samples: 8000, turns: 1 }).pipe(learn(learner), toArray()))
  const right = learned
    .slice(-1000)
    .filter(({ prediction, target }) => prediction.task === 'classification' && prediction.label === target)
  expect(right.length).toBeGreaterThan(900)
})

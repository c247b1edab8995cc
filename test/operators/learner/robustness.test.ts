import { describe, expect, it } from 'vitest'
import {
  createLearner,
  createRandom,
  defaultFeatures,
  type FeatureDefinition,
  imputer,
  interactions,
  lags,
  type Learner,
  oneHot,
  robustScaler,
  targetEncoding,
  windows,
} from '../../../src/index.js'

/* Streams as they really are. Nothing throws, nothing is set aside that could be learned, and it goes on learning. */

type Raw = Readonly<Record<string, number | string | boolean | null>>
interface Labelled {
  readonly x: Raw
  readonly y: string
}

const COUNT = 3000
const day = (i: number): string => new Date(Date.UTC(2024, 0, 1, i)).toISOString()

/** Numbers, truths, categories, an id, dates and text; the label follows from four of them, with one in twenty wrong. */
const clean: readonly Labelled[] = (() => {
  const { next } = createRandom(11)
  return Array.from({ length: COUNT }, (_, i) => {
    const [a, b, flag] = [next() * 20 - 10, 1000 + 100 * next(), next() < 0.5]
    const color = ['red', 'blue', 'green'][Math.floor(next() * 3)] ?? ''
    const night = Math.floor(i % 24) < 12
    const score = a / 5 + (b - 1050) / 50 + (flag ? 1 : -1) + (color === 'red' ? 1 : -0.5)
    const y = score > 0 === next() > 0.05 ? 'yes' : 'no'
    const note = night ? 'all quiet on the night shift' : 'the day shift was rather busy'
    return { x: { a, b, flag, color, id: `user ${i}`, when: day(i), note, constant: 7 }, y }
  })
})()

const { next: dice } = createRandom(12)
const disturbed: Readonly<Record<string, readonly Labelled[]>> = {
  'as it is': clean,
  '2 % missing, as null and as nothing': clean.map(({ x, y }) => ({
    x: Object.fromEntries(
      Object.entries(x).flatMap(([name, value]) => (dice() < 0.01 ? [] : [[name, dice() < 0.01 ? null : value]])),
    ),
    y,
  })),
  'one row in a hundred times a thousand': clean.map(({ x, y }) => {
    const factor = dice() < 0.01 ? 1000 : 1
    return { x: { ...x, a: Number(x['a']) * factor, b: Number(x['b']) * factor }, y }
  }),
  'constant for long, then jumping': clean.map(({ x, y }, i) => ({
    x: { ...x, constant: i < 2000 ? 7 : 7 + 1e6 * dice() },
    y,
  })),
  'keys in ever new orders': clean.map(({ x, y }) => ({
    x: Object.fromEntries(Object.entries(x).sort(() => dice() - 0.5)),
    y,
  })),
  'first rows empty, columns that come and go': clean.map(({ x, y }, i) => ({
    x: i < 20 ? { color: null, a: null } : { ...x, ...(i % 100 < 50 ? { guest: i % 7 } : {}) },
    y,
  })),
  'huge, tiny and negative zero': clean.map(({ x, y }, i) => ({
    x: { ...x, constant: [1e99, -1e99, 5e-324, -0, 0][i % 5] ?? 0 },
    y,
  })),
}

const everything = (): readonly FeatureDefinition[] => [
  windows({ of: ['a', 'constant'], size: 5, per: 'color' }),
  lags({ of: ['a', 'flag'], count: 2 }),
  targetEncoding({ of: ['id'] }),
  ...defaultFeatures(),
  interactions({ of: [['a', 'b']] }),
]
const robust = (): readonly FeatureDefinition[] => [imputer(), robustScaler(), oneHot()]

/** Share of right predictions in the second half. */
function rightOf(learner: Learner, samples: readonly Labelled[]): number {
  let right = 0
  samples.forEach((sample, i) => {
    const learned = learner.learn(sample)
    expect(Number.isFinite(learned?.loss)).toBe(true)
    const prediction = learned?.prediction
    if (i >= COUNT / 2 && prediction?.task === 'classification' && prediction.label === sample.y) right += 1
  })
  return right / (COUNT / 2)
}

describe.each(Object.entries(disturbed))('a stream: %s', (_, samples) => {
  it.each([
    ['the default', defaultFeatures],
    ['lags, windows, target encoding and products before and after it', everything],
    ['imputer, robust scaler, one-hot', robust],
  ])('with %s', (_, features) => {
    const learner = createLearner({ task: 'classification', features: features(), seed: 1 })
    const right = rightOf(learner, samples)
    expect(learner.rejections.count).toBe(0)
    expect(right).toBeGreaterThan(0.8)
    expect([...(learner.model?.parameters ?? [Number.NaN])].every(Number.isFinite)).toBe(true)
    expect(learner.features.width).toBeLessThan(300)
  })
})

describe('records', () => {
  it('with their keys in another order are the same to the bit, once the columns are known', () => {
    const [one, other] = [1, 1].map((seed) => createLearner({ task: 'classification', seed })) as [Learner, Learner]
    clean.slice(0, 300).forEach(({ x, y }, i) => {
      one.learn({ x, y })
      other.learn({ x: i === 0 ? x : Object.fromEntries(Object.entries(x).reverse()), y })
    })
    expect(other.model?.state).toEqual(one.model?.state)
    expect(other.state).toEqual(one.state)
  })

  it('are never coerced where that would be a guess: each is set aside with its reason', () => {
    const learner = createLearner({ task: 'regression' })
    const reasons: string[] = []
    learner.rejected$.subscribe(({ reason }) => reasons.push(reason))
    learner.learn({ x: { a: 1, flag: true }, y: 1 })
    const [before, state] = [learner.model?.state, JSON.stringify(learner.state)]
    const numbers = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 1e300]
    for (const x of [{ a: '2' }, { a: '' }, { flag: 'yes' }, ...numbers.map((a) => ({ a }))]) {
      expect(learner.learn({ x, y: 1 })).toBeUndefined()
    }
    for (const y of ['1', [], [5, Number.NaN]]) expect(learner.learn({ x: { a: 1 }, y })).toBeUndefined()
    expect(reasons).toHaveLength(9)
    expect(reasons[7]).toBe('expected 1 to 4096 numbers as target, got 0')
    expect(reasons[8]).toBe('expected finite numbers as target, got NaN (number) at index 1')
    expect(reasons[0]).toBe(`'a': expected a number, as before, got the text "2"`)
    expect(reasons[5]).toBe(`'a': expected a number of at most +-1e+100 or null, got 1e+300`)
    expect(learner.model?.state).toEqual(before)
    expect(JSON.stringify(learner.state)).toBe(state)
  })
})

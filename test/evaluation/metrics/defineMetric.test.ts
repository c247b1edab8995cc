import { from, lastValueFrom, map } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  createLearner,
  createRandom,
  defineMetric,
  learn,
  type Metric,
  type MetricDefinition,
  type Observation,
  prequential,
  type PrequentialState,
  type Report,
  type Sample,
} from '../../../src/index.js'
import { columnsOf, encodeBody } from '../../../src/snapshots/column.js'
import { plainColumns, plainFrom } from '../../../src/snapshots/plainColumns.js'

/** The share of labels among the two most probable. */
const topTwo = (): Metric =>
  defineMetric({
    name: 'topTwo',
    task: 'classification',
    start: () => ({ count: 0, hits: 0 }),
    update: (state, { target, prediction, weight }) => {
      const { classes = [], probabilities = [] } = prediction
      const rank = Array.from(classes.keys()).sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0))
      state.count += weight
      if (rank.slice(0, 2).some((k) => classes[k] === target)) state.hits += weight
    },
    value: ({ count, hits }) => hits / count,
    fade: (state, factor) => {
      state.count *= factor
      state.hits *= factor
    },
  })

function samples(count: number): readonly Sample[] {
  const { next } = createRandom(2)
  return Array.from({ length: count }, () => {
    const x = [next(), next()]
    return { x, y: 'abcd'[Math.floor(4 * (x[0] ?? 0))] ?? 'a', weight: next() < 0.3 ? 3 : 1 }
  })
}

const reportOf = (metrics: readonly Metric[], more: object = {}): Promise<Report> =>
  lastValueFrom(
    from(samples(700)).pipe(
      learn(createLearner({ task: 'classification', seed: 1 })),
      prequential({ metrics, window: 200, fading: 0.99, ...more }),
    ),
  )

const base: MetricDefinition<{ count: number }> = {
  name: 'mine',
  start: () => ({ count: 0 }),
  update: (state) => {
    state.count += 1
  },
  value: ({ count }) => count,
}

describe('a metric of your own', () => {
  it('is reported over everything, over a window, fading, and for the baselines', async () => {
    const report = await reportOf([accuracy(), topTwo()])
    for (const part of ['metrics', 'windowed', 'faded'] as const) {
      expect(report[part]?.['topTwo']).toBeGreaterThan(report[part]?.['accuracy'] ?? 1)
      expect(report[part]?.['topTwo']).toBeLessThanOrEqual(1)
    }
    expect(report.windowed['topTwo']).toBeGreaterThan(report.metrics['topTwo'] ?? 1)
    expect(report.baselines['majority']?.['topTwo']).toBeGreaterThan(0.3)
    expect(report.windowedBaselines['majority']?.['topTwo']).toBeGreaterThan(0.3)
  })

  it('goes on where a checkpoint left off', async () => {
    const whole = await reportOf([topTwo()])
    const learner = createLearner({ task: 'classification', seed: 1 })
    let state: (() => PrequentialState) | undefined
    const settings = { metrics: [topTwo()], window: 200, fading: 0.99 }
    const onState = (asked: () => PrequentialState): void => {
      state = asked
    }
    await lastValueFrom(from(samples(700).slice(0, 350)).pipe(learn(learner), prequential({ ...settings, onState })))
    const columns = plainColumns('prequential', state?.())
    const resume = plainFrom('prequential', columnsOf(columns, encodeBody(columns))) as PrequentialState
    const rest$ = from(samples(700).slice(350)).pipe(learn(learner), prequential({ ...settings, resume }))
    expect(await lastValueFrom(rest$)).toEqual(whole)
  })

  it('over a window keeps what it was given, also where that is written anew', () => {
    const seen: Observation[] = []
    const rolling = defineMetric({
      ...base,
      update: (state, observation) => {
        state.count += 1
        seen.push(observation)
      },
    }).rolling(2)
    const classes = ['a', 'b']
    const [probabilities, values] = [new Float32Array(2), [0]]
    for (let i = 0; i < 4; i++) {
      probabilities.fill(i)
      values[0] = i
      rolling.update({ target: 'a', prediction: { label: 'a', classes, probabilities, values }, weight: i })
    }
    expect(rolling.value()).toBe(2)
    expect(seen.map(({ prediction }) => Array.from(prediction.probabilities ?? []))).toEqual([
      [2, 2],
      [3, 3],
    ])
    expect(seen.map(({ prediction, weight }) => [prediction.values?.[0], weight])).toEqual([
      [2, 2],
      [3, 3],
    ])
    const { classes: kept } = (rolling.state?.() ?? {}) as { readonly classes?: unknown }
    expect(kept).toEqual([['a', 'b']])
  })

  it.each([
    ['its update throws', { update: () => fail('broken') }, 'broken'],
    ['its value throws', { value: () => fail('broken') }, 'broken'],
    ['its value is no number', { value: () => 'much' as unknown as number }, 'expected a number'],
  ])('is named where %s', async (_, part, message) => {
    const metric = defineMetric({ ...base, fade: () => undefined, ...part })
    await expect(reportOf([accuracy(), metric])).rejects.toMatchObject({
      code: 'ERR_METRIC',
      message: expect.stringMatching(new RegExp(`'mine'.*${message}`)),
    })
  })

  it('written without defineMetric is named as well', async () => {
    const broken = { update: () => fail('broken'), value: () => 0 }
    const make = (): typeof broken => broken
    const metric: Metric = { name: 'by hand', task: 'any', create: make, rolling: make, fading: make }
    await expect(reportOf([metric])).rejects.toMatchObject({
      code: 'ERR_METRIC',
      message: expect.stringMatching('by hand'),
    })
  })

  it('of NaN is reported as NaN, and the others stay as they are', async () => {
    const report = await reportOf([
      accuracy(),
      defineMetric({ ...base, fade: () => undefined, value: () => Number.NaN }),
    ])
    expect(report.metrics['mine']).toBeNaN()
    expect(report.metrics['accuracy']).toBeGreaterThan(0.5)
  })

  it.each([
    ['no name', { name: '' }, '`name`'],
    ['an unknown task', { task: 'ranking' }, '`task`'],
    ['no update', { update: undefined }, '`update`'],
    ['an unknown option', { weight: 1 }, 'weight'],
    ['a state that no checkpoint can hold', { start: () => ({ seen: new Map() }) }, 'plain data'],
    ['a state that is no object', { start: () => 0 }, 'plain data'],
  ])('with %s is refused where it is made', (_, part, message) => {
    expect(() => defineMetric({ ...base, ...part } as unknown as MetricDefinition<object>)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining(message) }),
    )
  })

  it('that cannot fade says so, and one of the other task is refused', async () => {
    await expect(reportOf([defineMetric(base)])).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringMatching('mine'),
    })
    const misfit = defineMetric({ ...base, task: 'regression', fade: () => undefined })
    await expect(reportOf([misfit])).rejects.toMatchObject({ code: 'ERR_OPTION' })
  })

  it('is given a weight, and nothing that counts for nothing', async () => {
    const weights: number[] = []
    const metric = defineMetric({ ...base, update: (_, { weight }) => weights.push(weight) as unknown as undefined })
    const tested = samples(20).map((sample, i) => ({
      ...sample,
      ...(i % 2 > 0 ? { weight: 0 } : { weight: undefined }),
    }))
    await lastValueFrom(
      from(tested).pipe(
        learn(createLearner({ task: 'classification', classes: ['a'] })),
        map((learned) => learned),
        prequential({ metrics: [metric] }),
      ),
    )
    expect(new Set(weights)).toEqual(new Set([1]))
  })
})

function fail(message: string): never {
  throw new Error(message)
}

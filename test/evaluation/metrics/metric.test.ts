import { describe, expect, it } from 'vitest'
import { METRICS } from '../../../src/cli/train/namedMetrics.js'
import { createScoreboard } from '../../../src/evaluation/scoreboard.js'
import * as eddy from '../../../src/index.js'
import type { Label, Metric, MetricState, Observation } from '../../../src/index.js'
import { columnsOf, encodeBody } from '../../../src/snapshots/column.js'
import { plainColumns, plainFrom } from '../../../src/snapshots/plainColumns.js'

/* What holds for every metric that is exported: found by calling what `eddy` exports. */

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' && value !== null && 'create' in value && 'rolling' in value && 'fading' in value

const exported: readonly Metric[] = Object.values(eddy).flatMap((make) => {
  try {
    const made: unknown = (make as () => unknown)()
    return isMetric(made) ? [made] : []
  } catch {
    return []
  }
})

const own = eddy.defineMetric({
  name: 'own',
  start: () => ({ count: 0, sum: 0, last: null as Label | null }),
  update: (state, { target, prediction, weight }) => {
    state.count += weight
    state.sum += weight * Number((prediction.label ?? prediction.value) === target)
    state.last = prediction.label ?? null
  },
  value: ({ count, sum }) => sum / count,
  fade: (state, factor) => {
    state.count *= factor
    state.sum *= factor
  },
})

const settings: readonly Metric[] = [
  own,
  ...[eddy.f1, eddy.precision, eddy.recall].flatMap((make) => [
    make({ positive: 'b' }),
    make({ positive: true }),
    make({ positive: 'true' }),
    make({ average: 'micro' }),
    make({ average: 'weighted' }),
  ]),
  eddy.rocAuc({ positive: 'c' }),
  eddy.calibrationError({ bins: 7 }),
]

/** `mae` and `meanAbsoluteError` are one metric. */
const metrics = [...new Map([...exported, ...settings].map((metric) => [metric.name, metric])).values()]
const LABELS: readonly Label[] = ['a', 'b', 'c', true, 4]

/** Without weights. */
function observations(task: Metric['task'], count: number, seed = 3): readonly Observation[] {
  const { next } = eddy.createRandom(seed)
  const label = (): Label => LABELS[Math.floor(next() ** 2 * LABELS.length)] ?? 'a'
  return Array.from({ length: count }, (): Observation => {
    if (task === 'regression') {
      const value = 10 * next()
      return {
        target: 10 * next(),
        prediction: { value, values: [value], interval: { lower: value / 2, upper: value + 3 } },
      }
    }
    const odds = LABELS.map(() => next() ** 3)
    const sum = odds.reduce((a, b) => a + b, 0)
    const probabilities = Float32Array.from(odds, (each) => each / sum)
    const best = LABELS[probabilities.indexOf(Math.max(...probabilities))]
    return { target: label(), prediction: { label: best, classes: LABELS, probabilities } }
  })
}

function after(state: MetricState, seen: readonly Observation[]): number {
  for (const observation of seen) state.update(observation)
  return state.value()
}

/** As a checkpoint keeps it. */
function kept(value: unknown): unknown {
  const columns = plainColumns('p', value)
  return plainFrom('p', columnsOf(columns, encodeBody(columns)))
}

const weighed = (seen: readonly Observation[], weightAt: (i: number) => number): readonly Observation[] =>
  seen.map((observation, i) => ({ ...observation, weight: weightAt(i) }))

const canFade = (metric: Metric): boolean => {
  try {
    return metric.fading(0.9) !== undefined
  } catch {
    return false
  }
}

/** Compared with a rival that looks at the label before: what a repetition has before it is itself. */
const RIVALS = ['kappaTemporal', 'kappaM']
/** Their figures are 0, whatever the weights. */
const CONSTANT = new Set(['own', ...['f1', 'precision', 'recall'].map((kind) => `${kind} (positive 'true')`)])
const WINDOW = 1000

it('finds all metrics', () => {
  expect(exported.map(({ name }) => name)).toEqual(expect.arrayContaining([...METRICS.keys()]))
  expect(exported.length).toBeGreaterThanOrEqual(18)
})

it('has a name for each metric and each setting, of which no two are equal', () => {
  const names = [...new Set([...exported, ...settings])].map(({ name }) => name)
  const aliases = ['mae', 'rmse', 'smape']
  expect(names.length - new Set(names).size).toBe(aliases.length)
  expect(names).toEqual(
    expect.arrayContaining(['f1', "f1 (positive 'b')", 'f1 (positive true)', "f1 (positive 'true')"]),
  )
  expect(names).toEqual(expect.arrayContaining(['f1 (micro)', "rocAuc (positive 'c')", 'calibrationError (7 bins)']))
})

describe.each(metrics.map((metric) => [metric.name, metric] as const))('%s', (name, metric) => {
  const task = metric.task === 'any' ? 'classification' : metric.task
  const seen = observations(task, 200)
  const forms: readonly (readonly [string, () => MetricState])[] = [
    ['over everything', () => metric.create()],
    ['over a window', () => metric.rolling(WINDOW)],
  ]
  // Sums of many weights round otherwise than one sum of one weight.
  const digits = 9

  it.each(forms)('%s: a sample of weight 3 scores like three samples', (_, make) => {
    if (RIVALS.includes(name)) return
    const weightAt = (i: number): number => [1, 3, 0, 2][i % 4] ?? 1
    const repeated = seen.flatMap((observation, i) => Array.from({ length: weightAt(i) }, () => observation))
    expect(after(make(), weighed(seen, weightAt))).toBeCloseTo(after(make(), repeated), digits)
  })

  it.each(forms)('%s: weights count in proportion', (_, make) => {
    const weightAt = (i: number): number => 0.25 + (i % 5)
    const value = after(make(), weighed(seen, weightAt))
    expect(
      after(
        make(),
        weighed(seen, (i) => 6 * weightAt(i)),
      ),
    ).toBeCloseTo(value, digits)
    expect(
      after(
        make(),
        weighed(seen, () => 2.5),
      ),
    ).toBeCloseTo(after(make(), seen), digits)
    if (!CONSTANT.has(name)) expect(value).not.toBeCloseTo(after(make(), seen), 6)
  })

  it.each(forms)('%s: a sample of weight 0 counts for nothing, also for what is remembered', (_, make) => {
    const without = seen.filter((_, i) => i % 3 > 0)
    expect(
      after(
        make(),
        weighed(seen, (i) => Math.min(1, i % 3)),
      ),
    ).toBe(after(make(), without))
  })

  it.each(forms)('%s: is NaN before the first sample, and of samples in which nothing was predicted', (_, make) => {
    expect(make().value()).toBeNaN()
    if (name === 'own') return
    const unpredicted = task === 'regression' ? { value: Number.NaN, values: [] } : { label: undefined }
    expect(after(make(), [{ target: task === 'regression' ? 1 : 'a', prediction: unpredicted }])).toBeNaN()
  })

  it.each(forms)('%s: what predicts nothing, or is no target, counts for nothing', (_, make) => {
    if (name === 'own') return
    const { target, prediction } = seen[0] as Observation
    const garbage: readonly unknown[] = [
      { target, prediction: {} },
      { target, prediction: { ...prediction, label: null, value: Number.NaN, values: [Number.NaN] } },
      { target, prediction: { ...prediction, label: {}, value: Number.POSITIVE_INFINITY } },
      { target, prediction: { ...prediction, label: Number.NaN, value: '5' } },
      ...[undefined, null, Number.NaN, [], {}, Symbol('a')].map((bad) => ({ target: bad, prediction })),
    ]
    const mixed = seen.flatMap((observation, i) => [
      observation,
      (garbage[i % garbage.length] ?? observation) as Observation,
    ])
    expect(after(make(), mixed)).toBe(after(make(), seen))
  })

  it.each(forms)('%s: a prediction with broken parts does not break the figure', (_, make) => {
    const broken = [
      { probabilities: [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN] },
      { probabilities: [] },
      { probabilities: [7, -3, Number.POSITIVE_INFINITY, 0, 1] },
      { classes: [] },
    ]
    const mixed = seen.map((observation, i) => ({
      ...observation,
      prediction:
        i % 9 === 0 && task === 'classification'
          ? { ...observation.prediction, ...broken[(i / 9) % 4] }
          : observation.prediction,
    }))
    expect(after(make(), mixed)).toSatisfy(Number.isFinite)
  })

  it.each(forms)('%s: refuses weights that are none', (_, make) => {
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY, '2' as unknown as number]) {
      const update = (): void => make().update({ ...(seen[0] as Observation), weight })
      expect(update).toThrow(expect.objectContaining({ code: 'ERR_WEIGHT' }))
    }
  })

  it.each([...forms, ...(canFade(metric) ? [['fading', () => metric.fading(0.98)] as const] : [])])(
    '%s: goes on from its state as if it had never stopped',
    (_, make) => {
      for (const stop of [0, 1, 40, 150]) {
        const weights = weighed(seen, (i) => 1 + (i % 3))
        const part = make()
        after(part, weights.slice(0, stop))
        const again = make()
        again.restore?.(kept(part.state?.()))
        expect(after(again, weights.slice(stop))).toBe(after(make(), weights))
      }
    },
  )

  it('over a window equals itself over the last samples', () => {
    if (RIVALS.includes(name)) return
    const value = after(
      metric.rolling(50),
      weighed(seen, (i) => 1 + (i % 3)),
    )
    const last = weighed(seen, (i) => 1 + (i % 3)).slice(-50)
    expect(value).toBeCloseTo(after(metric.create(), last), name.startsWith('rocAuc') ? 3 : digits)
  })

  it('refuses a window and a factor that are none', () => {
    for (const window of [0, 1.5, Number.NaN]) {
      expect(() => metric.rolling(window)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
    for (const factor of [0, 1, Number.NaN]) {
      expect(() => metric.fading(factor)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })

  it('twice in one report is refused', () => {
    const twice = (): unknown => eddy.prequential({ metrics: [metric, metric] })
    expect(twice).toThrow(expect.objectContaining({ code: 'ERR_OPTION', message: expect.stringContaining(name) }))
    expect(() => createScoreboard(task, [metric, metric], { window: 10 })).toThrow(name)
  })
})

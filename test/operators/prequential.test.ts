import { readFileSync } from 'node:fs'
import { EMPTY, from, lastValueFrom, map, Observable, range, take, tap, throwError, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../../src/evaluation/metrics/classification/accuracy.js'
import { meanAbsoluteError } from '../../src/evaluation/metrics/regression/meanAbsoluteError.js'
import * as eddy from '../../src/index.js'
import { createLearner, createRandom, learn, type Learned, type Metric, type Sample } from '../../src/index.js'
import type { Task } from '../../src/evaluation/prediction.js'
import {
  prequential,
  type PrequentialOptions,
  type PrequentialState,
  type Report,
  type Tested,
} from '../../src/operators/prequential.js'

const tested = (samples: number, target: number, value: number): Tested => ({
  samples,
  target,
  prediction: { task: 'regression', value, values: Float32Array.of(value) },
})
const records = { a: tested(1, 1, 0), b: tested(2, 3, 0), c: tested(3, 5, 0) }

function marbles(run: Parameters<TestScheduler['run']>[0]): void {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(run)
}

const everyTwo = prequential({ metrics: [meanAbsoluteError()], everySamples: 2, window: 1 })
const counts = (report$: Observable<Report>): Observable<number> => report$.pipe(map(({ samples }) => samples))

describe('prequential', () => {
  it('never', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold<Tested>('---').pipe(everyTwo)).toBe('---')
    })
  })

  it('empty', () => {
    marbles(({ expectObservable }) => {
      expectObservable(EMPTY.pipe(everyTwo)).toBe('|')
    })
  })

  it('one: reports at completion', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-|', records).pipe(everyTwo, counts)).toBe('---(1|)', { 1: 1 })
    })
  })

  it('many: reports every so many, and the rest at completion', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-b-c-|', records).pipe(everyTwo, counts)).toBe('---2---(3|)', { 2: 2, 3: 3 })
      expectObservable(cold('-a-b---|', records).pipe(everyTwo, counts)).toBe('---2---|', { 2: 2 })
    })
  })

  it('error: passes it on, without a report', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-a-#', records).pipe(everyTwo, counts)).toBe('---#')
      expectObservable(throwError(() => 'error').pipe(everyTwo)).toBe('#')
    })
  })

  it('early unsubscribe: leaves the source', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-', records)
      expectObservable(source.pipe(everyTwo, counts), '----!').toBe('---2-', { 2: 2 })
      expectSubscriptions(source.subscriptions).toBe('^---!')
    })
  })

  it('stops a synchronous source when the subscriber has enough', () => {
    let sent = 0
    const source = new Observable<Tested>((subscriber) => {
      while (!subscriber.closed && sent < 1000) {
        sent++
        subscriber.next(tested(sent, 0, 0))
      }
    })
    source.pipe(everyTwo, take(1)).subscribe()
    expect(sent).toBe(2)
  })

  it('reports so far, over the window, and for the baselines', () => {
    let report: Report | undefined
    const source = new Observable<Tested>((subscriber) => {
      for (const record of Object.values(records)) subscriber.next({ ...record, rejected: 4 })
      subscriber.complete()
    })
    source.pipe(everyTwo).subscribe((latest) => {
      report = latest
    })
    expect(report).toEqual({
      samples: 3,
      rejected: 4,
      // Nothing was known before the first, so nobody is judged by it.
      unpredicted: 1,
      metrics: { mae: 4 },
      windowed: { mae: 5 },
      baselines: { mean: { mae: 2.5 }, lastTarget: { mae: 2 } },
      windowedBaselines: { mean: { mae: 3 }, lastTarget: { mae: 2 } },
    })
  })

  it('chooses metrics by task, and begins anew with each subscription', () => {
    const report$ = range(1, 10).pipe(
      map(
        (i): Tested => ({
          samples: i,
          target: i % 2 === 0,
          prediction: { task: 'classification', label: true, classes: [true], probabilities: Float32Array.of(1) },
        }),
      ),
      prequential(),
      toArray(),
    )
    const reports: Report[][] = []
    report$.subscribe((all) => reports.push(all))
    report$.subscribe((all) => reports.push(all))
    expect(reports[0]).toEqual(reports[1])
    expect(Object.keys(reports[0]?.[0]?.metrics ?? {})).toEqual(['accuracy', 'kappa', 'logLoss'])
    expect(Object.keys(reports[0]?.[0]?.baselines ?? {})).toEqual(['majority', 'lastLabel'])
  })

  it('refuses metrics of the other task, and counts that count nothing', () => {
    let code: unknown
    new Observable<Tested>((subscriber) => subscriber.next(records.a))
      .pipe(prequential({ metrics: [accuracy()] }))
      .subscribe({
        error: (error) => {
          code = error.code
        },
      })
    expect(code).toBe('ERR_OPTION')
    expect(() => prequential({ window: 0 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(() => prequential({ metrics: [accuracy(), eddy.r2()] })).toThrow(
      'accuracy measures classifications, and r2 regressions',
    )
    expect(() => prequential({ everySamples: 1.5 })).toThrowError(/everySamples/)
  })

  it('is not decided by a cold start: targets of a million and a little noise', async () => {
    const { next } = createRandom(1)
    const samples = Array.from({ length: 2000 }, () => {
      const x = [next(), next()]
      return { x, y: 1e6 + 3 * (x[0] ?? 0) - 2 * (x[1] ?? 0) + 0.1 * next() }
    })
    const { metrics, baselines, windowed, unpredicted } = await lastValueFrom(
      from(samples).pipe(learn(createLearner({ task: 'regression' })), prequential({ everySamples: 2000 })),
    )
    expect(unpredicted).toBe(1)
    expect(metrics['r2']).toBeGreaterThan(0.8)
    expect(metrics['mae']).toBeLessThan(0.4)
    expect(windowed['r2']).toBeGreaterThan(0.9)
    expect(baselines['mean']?.['mae']).toBeGreaterThan(0.5)
    expect(baselines['mean']?.['mae']).toBeLessThan(2)
    expect(Math.abs(baselines['mean']?.['r2'] ?? 1)).toBeLessThan(0.05)
  })

  it('20 classes in 60 samples: each that was never seen costs what the floor says', async () => {
    const samples = Array.from({ length: 60 }, (_, i) => ({ x: [i % 7], y: `c${i % 20}` }))
    const { metrics, unpredicted } = await lastValueFrom(
      from(samples).pipe(learn(createLearner({ task: 'classification' })), prequential()),
    )
    const floor = -Math.log(1e-15)
    expect(unpredicted).toBe(1)
    // 19 of 59 samples bring a class.
    expect(metrics['logLoss']).toBeGreaterThan((19 / 59) * floor)
    expect(metrics['logLoss']).toBeLessThan((19 / 59) * floor + 4)
  })

  it('counts samples by their weights', async () => {
    const [first, ...rest] = Array.from({ length: 40 }, (_, i) => ({ x: [i % 3], y: i % 4 }))
    const weighed = rest.map((sample, i) => ({ ...sample, weight: i % 3 }))
    const seen: Learned[] = []
    const report = await lastValueFrom(
      from([first as Sample, ...weighed]).pipe(
        learn(createLearner({ task: 'regression' })),
        tap((learned) => seen.push(learned)),
        prequential(),
      ),
    )
    const errors = seen.slice(1).map(({ prediction, target, sample }) => {
      const value = prediction.task === 'regression' ? prediction.value : Number.NaN
      return { error: Math.abs(value - Number(target)), weight: sample.weight ?? 1 }
    })
    const sum = errors.reduce((total, { error, weight }) => total + weight * error, 0)
    const weights = errors.reduce((total, { weight }) => total + weight, 0)
    expect(report.metrics['mae']).toBeCloseTo(sum / weights, 12)
  })

  it('a record whose weight is none is set aside', () => {
    const codes: string[] = []
    const reports: Report[] = []
    from([{ ...records.a, sample: { weight: -1 } }, records.b, records.c])
      .pipe(prequential({ onRejected: ({ code }) => codes.push(code) }))
      .subscribe((report) => reports.push(report))
    expect(codes).toEqual(['ERR_WEIGHT'])
    expect(reports).toMatchObject([{ samples: 3, metrics: { mae: 5 } }])
  })

  it('refuses unknown options, factors that fade nothing, and two metrics of one name', () => {
    for (const options of [
      { everySample: 1 },
      { fading: 1 },
      { metrics: [meanAbsoluteError(), meanAbsoluteError()] },
      { metrics: [meanAbsoluteError] },
    ]) {
      expect(() => prequential(options as PrequentialOptions)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

/** What version 0.1.0 kept, and what it went on to report: see `about` in the file. */
const { cases } = JSON.parse(
  readFileSync(new URL('../golden/prequential_0.1.0.json', import.meta.url), 'utf8'),
  (_, value) => {
    const {
      Float32Array: single,
      Float64Array: double,
      Number: odd,
    } = (value ?? {}) as Readonly<Record<string, number[]>>
    if (odd) return Number.NaN
    if (single) return Float32Array.from(single)
    return double ? Float64Array.from(double) : value
  },
) as { readonly cases: readonly OldRun[] }

interface OldRun {
  readonly task: Task
  readonly options: { readonly window: number; readonly everySamples: number; readonly fading: number }
  readonly state: PrequentialState
  readonly rest: readonly Tested[]
  readonly report: Omit<Report, 'unpredicted' | 'windowedBaselines'>
}

const metricsThen: Readonly<Record<Task, () => readonly Metric[]>> = {
  classification: () => [
    eddy.accuracy(),
    eddy.kappa(),
    eddy.logLoss(),
    eddy.balancedAccuracy(),
    eddy.brier(),
    eddy.calibrationError(),
    eddy.f1({ positive: 'b' }),
    eddy.precision({ average: 'weighted' }),
    eddy.recall({ average: 'micro' }),
    eddy.kappaTemporal(),
    eddy.kappaM(),
  ],
  regression: () => [eddy.mae(), eddy.rmse(), eddy.r2(), eddy.intervalCoverage(), eddy.intervalWidth()],
}

type Numbers = Readonly<Record<string, number | null>>

/** Figures by the kinds of their metrics, as they were named then; without those that are none. */
const byKind = (figures: Numbers = {}): Numbers =>
  Object.fromEntries(
    Object.entries(figures).flatMap(([name, value]) =>
      Number.isFinite(value) ? [[name.replace(/ .*/, ''), value] as const] : [],
    ),
  )

/** The outputs of a regression were compared in float32 then. */
const about = (figures: Numbers): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, expect.closeTo(value ?? Number.NaN, 6)]))

describe('a state of version 0.1', () => {
  it.each(cases.map((run) => [run.task, run] as const))('goes on to the same figures: %s', async (task, run) => {
    const { options, state: resume, rest, report } = run
    const now = await lastValueFrom(from(rest).pipe(prequential({ ...options, metrics: metricsThen[task](), resume })))
    expect(now).toMatchObject({ samples: report.samples, rejected: report.rejected, unpredicted: 0 })
    for (const part of ['metrics', 'windowed', 'faded'] as const) {
      expect(byKind(now[part]), part).toEqual(about(byKind(report[part])))
    }
    for (const [name, figures] of Object.entries(report.baselines)) {
      expect(byKind(now.baselines[name]), name).toEqual(about(byKind(figures)))
    }
  })
})

import { EMPTY, map, Observable, range, take, throwError, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { accuracy } from '../../src/evaluation/metrics/classification/accuracy.js'
import { meanAbsoluteError } from '../../src/evaluation/metrics/regression/meanAbsoluteError.js'
import { prequential, type Report, type Tested } from '../../src/operators/prequential.js'

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
    expect(() => prequential({ everySamples: 1.5 })).toThrowError(/everySamples/)
  })
})

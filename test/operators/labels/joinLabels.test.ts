import fc from 'fast-check'
import { concat, EMPTY, from, lastValueFrom, NEVER, Observable, of, Subject, throwError, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it, vi } from 'vitest'
import {
  createLearner,
  delayed,
  joinLabels,
  learn,
  type Outcome,
  type Sample,
  type Unjoined,
} from '../../../src/index.js'
import { LabelJoin } from '../../../src/operators/labels/labelJoin.js'

const request = (id: string): Sample => ({ id, x: [Number(id)] })

describe('joinLabels', () => {
  it.each([
    ['---', '---', '---'],
    ['|', '|', '|'],
    ['a--b|', '-A---B|', '-x---y|'],
    ['-----a|', 'A--B--|', '-----x|'],
    ['a-#', '---A', '--#'],
  ])('requests %s and outcomes %s give %s', (requests, outcomes, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const requests$ = cold<Sample>(requests, { a: request('1'), b: request('2') })
      const outcomes$ = cold<Outcome>(outcomes, { A: { id: '1', y: 10 }, B: { id: '2', y: 20 } })
      expectObservable(joinLabels(requests$, outcomes$, { clock: () => 0 })).toBe(wanted, {
        x: { id: '1', x: [1], y: 10 },
        y: { id: '2', x: [2], y: 20 },
      })
    })
  })

  it('the prediction is made when the request comes, and learning is judged by it', async () => {
    const learner = createLearner({ task: 'regression', seed: 1 })
    const [requests$, outcomes$] = [new Subject<Sample>(), new Subject<Outcome>()]
    const predicted: unknown[] = []
    const learned = lastValueFrom(
      joinLabels(requests$, outcomes$, {
        predictor: learner,
        onPrediction: (_, prediction) => predicted.push(prediction),
      }).pipe(learn(learner), toArray()),
    )
    requests$.next(request('1'))
    requests$.next(request('2'))
    outcomes$.next({ id: '2', y: 100 })
    outcomes$.next({ id: '1', y: 50 })
    requests$.complete()
    outcomes$.complete()
    const [first, second] = await learned
    // Both were asked before anything was learned.
    expect(first?.prediction).toMatchObject({ unpredicted: true, value: Number.NaN })
    expect(second?.prediction).toMatchObject({ unpredicted: true, value: Number.NaN })
    expect(predicted).toEqual([first?.prediction, second?.prediction])
    expect(learner.samples).toBe(2)
  })

  it('tells what expired, was given up, came twice or belongs to nothing', () => {
    let nowMs = 0
    const told: string[] = []
    const [requests$, outcomes$] = [new Subject<Sample>(), new Subject<Outcome>()]
    const joined: unknown[] = []
    const subscription = joinLabels(requests$, outcomes$, {
      expireAfterMs: 100,
      capacity: 2,
      clock: () => nowMs,
      onUnjoined: ({ kind }) => told.push(kind),
    }).subscribe(({ id }) => joined.push(id))
    requests$.next(request('1'))
    requests$.next(request('1'))
    outcomes$.next({ id: '1', y: 1 })
    outcomes$.next({ id: '1', y: 1 })
    for (const id of ['2', '3', '4']) requests$.next(request(id))
    requests$.next({ x: [1] })
    nowMs = 101
    outcomes$.next({ id: '3', y: 1 })
    nowMs = 300
    outcomes$.next({ id: '9', y: 1 })
    expect(joined).toEqual(['1'])
    expect(told).toEqual(['duplicate', 'duplicateOutcome', 'evicted', 'withoutKey', 'expired', 'expired', 'orphaned'])
    subscription.unsubscribe()
  })

  it('gives up what waits too long in the virtual time of a TestScheduler, and ends with it', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const told$ = new Observable<string>((subscriber) => {
        const requests$ = cold<Sample>('ab', { a: request('1'), b: request('2') })
        const outcomes$ = cold<Outcome>('-----A', { A: { id: '1', y: 10 } })
        const onUnjoined = (unjoined: Unjoined): void => subscriber.next(unjoined.kind)
        return joinLabels(requests$, outcomes$, { expireAfterMs: 3, onUnjoined }).subscribe()
      })
      // The late label is told at once: its request has expired.
      expectObservable(told$).toBe('---eeo', { e: 'expired', o: 'orphaned' })
    })
  })

  it('refuses times and capacities that are none', () => {
    const [requests$, outcomes$] = [new Subject<Sample>(), new Subject<Outcome>()]
    for (const options of [{ expireAfterMs: 0 }, { capacity: 0.5 }]) {
      expect(() => joinLabels(requests$, outcomes$, options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })

  it.each([
    ['complete', EMPTY, ['ended', 'ended', 'orphaned', 'complete']],
    ['fail', throwError(() => 'no'), ['ended', 'ended', 'orphaned', 'error no']],
  ])('tells what still waits when the streams %s, before the end', (_, end$, wanted) => {
    const told: string[] = []
    const requests$ = of(request('1'), request('2'))
    joinLabels(requests$, concat(of({ id: '3', y: 1 }), end$), { onUnjoined: ({ kind }) => told.push(kind) }).subscribe(
      {
        error: (error) => told.push(`error ${String(error)}`),
        complete: () => told.push('complete'),
      },
    )
    expect(told).toEqual(wanted)
  })

  it('leaves no timer behind', () => {
    vi.useFakeTimers()
    try {
      const subscription = joinLabels(of(request('1')), NEVER).subscribe()
      expect(vi.getTimerCount()).toBe(1)
      subscription.unsubscribe()
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('in any order, with any duplicates: each request has at most one outcome, and none is lost', () => {
    const event = fc.record({ kind: fc.constantFrom('request', 'outcome'), id: fc.nat(15), wait: fc.nat(30) })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 120 }), fc.integer({ min: 1, max: 8 }), (events, capacity) => {
        const unjoined: Unjoined[] = []
        let join = new LabelJoin({ expireAfterMs: 100, capacity }, (what) => unjoined.push(what))
        let [nowMs, requests, outcomes, joined] = [0, 0, 0, 0]
        for (const { kind, id, wait } of events) {
          nowMs += wait
          const isRequest = kind === 'request'
          if (isRequest) requests += 1
          else outcomes += 1
          const sample = isRequest
            ? join.request(String(id), request(String(id)), nowMs)
            : join.outcome(String(id), { y: 1 }, nowMs)
          if (sample) joined += 1
          const state = join.state(nowMs)
          expect(Math.max(state.requests.length, state.outcomes.length, state.joined.length)).toBeLessThanOrEqual(
            capacity,
          )
          // As if it had been stopped and started at any moment.
          const next = new LabelJoin({ expireAfterMs: 100, capacity }, (what) => unjoined.push(what))
          // Its clock begins elsewhere.
          nowMs += 7_000_000
          next.restore(JSON.parse(JSON.stringify(state)), nowMs)
          join = next
        }
        const count = (...kinds: Unjoined['kind'][]): number =>
          unjoined.filter(({ kind }) => kinds.includes(kind)).length
        expect(joined + count('expired', 'evicted', 'duplicate') + join.pending).toBe(requests)
        expect(joined + count('orphaned', 'duplicateOutcome') + join.state(nowMs).outcomes.length).toBe(outcomes)
      }),
    )
  })
})

describe('delayed', () => {
  const samples = Array.from({ length: 6 }, (_, i) => ({ x: [i], y: i }))

  it('each comes after so many others, and what waits at the end comes then', async () => {
    const order: number[] = []
    const source = new Subject<Sample>()
    source.pipe(delayed({ samples: 2 })).subscribe(({ y }) => order.push(Number(y)))
    for (const sample of samples.slice(0, 4)) source.next(sample)
    expect(order).toEqual([0, 1])
    source.complete()
    expect(order).toEqual([0, 1, 2, 3])
  })

  it('by a function of the sample, in the order in which they are due', async () => {
    const late = from(samples).pipe(delayed({ samples: ({ y }) => (y === 0 ? 3 : 0) }), toArray())
    expect((await lastValueFrom(late)).map(({ y }) => y)).toEqual([1, 2, 0, 3, 4, 5])
  })

  it('judges by the prediction of the time of asking', async () => {
    const learner = createLearner({ task: 'regression', seed: 1 })
    learner.learn({ x: [1], y: 7 })
    const learned = await lastValueFrom(
      from(samples).pipe(delayed({ samples: 100, predictor: learner }), learn(learner), toArray()),
    )
    expect(learned.map(({ prediction }) => prediction.task === 'regression' && prediction.value)).toEqual([
      7, 7, 7, 7, 7, 7,
    ])
  })
})

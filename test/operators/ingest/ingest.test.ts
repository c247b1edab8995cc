import fc from 'fast-check'
import { asyncScheduler, catchError, concat, NEVER, Observable, of, range, Subject, take, throwError } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { type IngestOptions, ingest, type OverflowPolicy } from '../../../src/index.js'
import { OverflowBuffer, PAUSE_SLACK } from '../../../src/operators/ingest/overflowBuffer.js'

/** A host whose turns come when the test says, and a clock on which one value costs as much as a whole turn. */
function host(options: IngestOptions<number> = {}) {
  const turns: (() => void)[] = []
  let clock = 0
  const dropped: number[] = []
  const settings: IngestOptions<number> = {
    budgetMs: 1,
    now: () => clock++,
    yieldTo: (turn) => turns.push(turn),
    onDropped: (value, count) => {
      dropped.push(value)
      expect(count).toBe(dropped.length)
    },
    ...options,
  }
  return { settings, dropped, turn: () => turns.shift()?.(), turns }
}

/** Takes turns until nothing is left, and what came. */
function flood(count: number, options: IngestOptions<number>) {
  const { settings, dropped, turn, turns } = host(options)
  const seen: number[] = []
  let ended = false
  range(0, count)
    .pipe(ingest(settings))
    .subscribe({
      next: (value) => seen.push(value),
      complete: () => {
        ended = true
      },
    })
  while (turns.length > 0) turn()
  return { seen, dropped, ended }
}

describe('ingest', () => {
  it.each([
    ['-a-b-|', '-a-b-|'],
    ['-a-b-#', '-a-b-#'],
    ['|', '|'],
    ['#', '#'],
    ['---', '---'],
    ['(abc|)', '(abc|)'],
  ])('lets %s pass as %s while there is time', (source, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ hot, expectObservable }) => {
      expectObservable(hot(source).pipe(ingest({ now: () => 0, yieldTo: () => undefined }))).toBe(wanted)
    })
  })

  it.each([
    ['dropOldest', '(abcdef)----|', 'aef---------|'],
    ['dropNewest', '(abcdef)----|', 'abc---------|'],
    ['latest', '    (abcdef)----|', 'af----------|'],
    ['dropOldest', '(abc)(def)--|', 'abc--def----|'],
    ['dropOldest', '(abcdef)    |', 'aef-----|    '],
    ['error', '     (abcdef)----|', '(a#)'],
  ] as const)('%s, one value a frame, two may wait: %s comes as %s', (onOverflow, source, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ hot, expectObservable }) => {
      let clock = 0
      const yieldTo = (turn: () => void): void => void asyncScheduler.schedule(turn, 1)
      const ingested$ = hot(source).pipe(
        ingest({ capacity: 2, onOverflow, budgetMs: 1, now: () => clock++, yieldTo }),
        catchError(({ code }) => throwError(() => (code === 'ERR_OVERFLOW' ? 'error' : code))),
      )
      expectObservable(ingested$).toBe(wanted)
    })
  })

  it.each([
    ['dropOldest', [0, 97, 98, 99]],
    ['dropNewest', [0, 1, 2, 3]],
    ['latest', [0, 99]],
  ] as const)('%s of a hundred at once, where one passes and three may wait, leaves %j', (onOverflow, wanted) => {
    const { seen, dropped, ended } = flood(100, { capacity: 3, onOverflow })
    expect(seen).toEqual(wanted)
    expect(dropped).toHaveLength(100 - wanted.length)
    expect(ended).toBe(true)
  })

  it('sample: every value has the same chance, order is kept, the seed decides', () => {
    const kept = new Array<number>(101).fill(0)
    for (let seed = 0; seed < 2000; seed++) {
      const { seen } = flood(101, { capacity: 10, onOverflow: 'sample', seed })
      expect(seen).toEqual([...seen].sort((a, b) => a - b))
      for (const value of seen) kept[value] = (kept[value] ?? 0) + 1
    }
    // The first passes; of the hundred that follow each stays with chance 0.1. 2000 draws: standard deviation 13.4.
    expect(kept[0]).toBe(2000)
    for (const count of kept.slice(1)) expect(Math.abs(count - 200)).toBeLessThan(5 * 13.4)
    const again = { capacity: 10, onOverflow: 'sample', seed: 7 } as const
    expect(flood(101, again).seen).toEqual(flood(101, again).seen)
  })

  it('error: ends the stream, and leaves the source', () => {
    const { settings } = host({ capacity: 2, onOverflow: 'error' })
    const source = new Subject<number>()
    const seen: unknown[] = []
    source.pipe(ingest(settings)).subscribe({ next: (value) => seen.push(value), error: ({ code }) => seen.push(code) })
    for (let value = 0; value < 10; value++) source.next(value)
    expect(seen).toEqual([0, 'ERR_OVERFLOW'])
    expect(source.observed).toBe(false)
  })

  it('pause: a source that waits loses nothing', () => {
    const told: string[] = []
    let next = 0
    let paused = false
    const { settings, turn, turns, dropped } = host({ capacity: 4, onOverflow: 'pause' })
    const source = new Subject<number>()
    const send = (): void => {
      while (!paused && next < 50) source.next(next++)
    }
    const seen: number[] = []
    source
      .pipe(
        ingest({
          ...settings,
          pause: () => {
            paused = true
            told.push(`pause ${next}`)
          },
          resume: () => {
            paused = false
            told.push('resume')
            send()
          },
        }),
      )
      .subscribe((value) => seen.push(value))
    send()
    expect(told).toEqual(['pause 5'])
    while (turns.length > 0) turn()
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(dropped).toEqual([])
  })

  it('pause: a source that goes on all the same is an error, not an endless queue', () => {
    const { settings } = host({ capacity: 4, onOverflow: 'pause' })
    const still = { pause: () => undefined, resume: () => undefined }
    const codes: string[] = []
    range(0, PAUSE_SLACK + 100)
      .pipe(ingest({ ...settings, ...still }))
      .subscribe({ error: ({ code }) => codes.push(code) })
    expect(codes).toEqual(['ERR_OVERFLOW'])
  })

  it('what waits comes before the end, and before an error', () => {
    const { settings, turn, turns } = host()
    const seen: unknown[] = []
    concat(
      of(1, 2, 3),
      throwError(() => 'gone'),
    )
      .pipe(ingest(settings))
      .subscribe({ next: (value) => seen.push(value), error: (error) => seen.push(error) })
    expect(seen).toEqual([1])
    while (turns.length > 0) turn()
    expect(seen).toEqual([1, 2, 3, 'gone'])
  })

  it('gives timers a turn during a flood, with a consumer that is slow', async () => {
    const source = new Subject<number>()
    let emitted = 0
    const slow = ingest<number>({ capacity: 1000, budgetMs: 1 })
    source.pipe(slow).subscribe(() => {
      emitted += 1
      for (const end = performance.now() + 0.05; performance.now() < end; );
    })
    const seen = await new Promise<number>((resolve) => {
      setTimeout(() => resolve(emitted), 0)
      for (let value = 0; value < 1000; value++) source.next(value)
    })
    expect(seen).toBeGreaterThan(0)
    expect(seen).toBeLessThan(1000)
  })

  it('keeps the order where a subscriber feeds the source', () => {
    const source = new Subject<number>()
    const seen: number[] = []
    source.pipe(ingest({ now: () => 0, yieldTo: () => undefined })).subscribe((value) => {
      if (value < 10) source.next(value + 10)
      if (value < 10) source.next(value + 20)
      seen.push(value)
    })
    source.next(1)
    source.next(2)
    expect(seen).toEqual([1, 11, 21, 2, 12, 22])
  })

  it('leaves the source, and what waits, when nobody listens', () => {
    const { settings, turn, turns } = host()
    let left = 0
    const seen: number[] = []
    const source = new Observable<number>((subscriber) => {
      range(0, 10).subscribe((value) => subscriber.next(value))
      return () => {
        left += 1
      }
    })
    const subscription = source.pipe(ingest(settings)).subscribe((value) => seen.push(value))
    subscription.unsubscribe()
    while (turns.length > 0) turn()
    expect([left, seen]).toEqual([1, [0]])
  })

  it('leaves a source without end that never pauses for breath', () => {
    const { settings } = host({ capacity: 2, onOverflow: 'error' })
    const codes: string[] = []
    range(0, Number.POSITIVE_INFINITY)
      .pipe(ingest(settings))
      .subscribe({ error: ({ code }) => codes.push(code) })
    const seen: number[] = []
    range(0, Number.POSITIVE_INFINITY)
      .pipe(ingest(), take(3))
      .subscribe((value) => seen.push(value))
    expect([codes, seen]).toEqual([['ERR_OVERFLOW'], [0, 1, 2]])
  })

  it('sends what a callback throws to the subscriber', () => {
    const { settings } = host({ capacity: 1 })
    const errors: unknown[] = []
    const fails: IngestOptions<number> = {
      ...settings,
      onDropped: () => {
        throw 'no'
      },
    }
    range(0, 10)
      .pipe(ingest(fails))
      .subscribe({ error: (error) => errors.push(error) })
    expect(errors).toEqual(['no'])
  })

  it.each([
    { capacity: 0 },
    { capacity: 1.5 },
    { budgetMs: Number.NaN },
    { onOverflow: 'drop' as OverflowPolicy },
    { onOverflow: 'pause' as const },
  ])('refuses %j', (options) => {
    expect(() => NEVER.pipe(ingest(options))).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

describe('OverflowBuffer', () => {
  it.each(['dropOldest', 'dropNewest', 'latest', 'sample', 'error'] as const)(
    '%s: what comes out and what was dropped is what went in, in order, and never more than fits',
    (policy) => {
      fc.assert(
        fc.property(fc.array(fc.boolean(), { maxLength: 300 }), fc.integer({ min: 1, max: 9 }), (moves, capacity) => {
          const dropped: number[] = []
          const out: number[] = []
          const refused: number[] = []
          const buffer = new OverflowBuffer<number>({ capacity, policy, seed: 3, onDropped: (v) => dropped.push(v) })
          moves.forEach((push, value) => {
            if (push && !buffer.push(value)) refused.push(value)
            if (!push && buffer.length > 0) out.push(buffer.shift())
            expect(buffer.length).toBeLessThanOrEqual(policy === 'latest' ? 1 : capacity)
          })
          while (buffer.length > 0) out.push(buffer.shift())
          expect(out).toEqual([...out].sort((a, b) => a - b))
          const went = moves.flatMap((push, value) => (push ? [value] : []))
          expect([...out, ...dropped, ...refused].sort((a, b) => a - b)).toEqual(went)
          expect(policy === 'error' || refused.length === 0).toBe(true)
        }),
      )
    },
  )

  it('holds on to nothing that was taken', () => {
    const buffer = new OverflowBuffer<object>({ capacity: 5000, policy: 'error', seed: 1, onDropped: () => undefined })
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 5000; i++) buffer.push({})
      for (let i = 0; i < 4000; i++) buffer.shift()
      for (let i = 0; i < 1000; i++) buffer.shift()
    }
    expect(buffer.length).toBe(0)
    expect((buffer as unknown as { readonly values: readonly unknown[] }).values).toHaveLength(0)
  })
})

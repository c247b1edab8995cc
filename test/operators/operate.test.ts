import { concat, EMPTY, finalize, map, NEVER, type Observable, of, range, Subject, take, tap, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { mapPresent } from '../../src/operators/mapPresent.js'
import { operate } from '../../src/operators/operate.js'
import { inTurn } from '../../src/operators/turns.js'

const doubled = mapPresent<number, number>(() => (value) => value * 2)
const doubledInTurn = operate<number, number>((out) => inTurn(out, { next: (value) => out.next(value * 2) }))

/** What happens to a subscriber, and to the source, in order. */
function eventsOf(source: Observable<number>, operator: (from: Observable<number>) => Observable<number>): string[] {
  const events: string[] = []
  source
    .pipe(
      tap((value) => events.push(`pulled ${value}`)),
      finalize(() => events.push('source left')),
      operator,
      finalize(() => events.push('left')),
    )
    .subscribe({
      next: (value) => events.push(`next ${value}`),
      error: (error: unknown) => events.push(`error ${String(error)}`),
      complete: () => events.push('complete'),
    })
    .unsubscribe()
  return events
}

describe.each([
  ['an operator that maps', doubled],
  ['an operator that takes turns', doubledInTurn],
])('%s', (_, operator) => {
  const native = map((value: number) => value * 2)
  it.each([
    ['some values', of(1, 2)],
    ['nothing', EMPTY],
    ['silence', NEVER],
    ['an error', throwError(() => 'no')],
    [
      'a value and an error',
      concat(
        of(1),
        throwError(() => 'no'),
      ),
    ],
    ['a source without end, left after three values', range(0, 1e9), 3],
    ['a source without end, left after one value', range(0, 1e9), 1],
  ])('does with %s what map does, in the same order', (_, source, count = 9) => {
    const events = eventsOf(source, (from) => from.pipe(operator, take(count)))
    expect(events).toEqual(eventsOf(source, (from) => from.pipe(native, take(count))))
  })

  it('passes on as an error what it throws, and leaves the source', () => {
    const failing = (value: number): number => {
      if (value === 1) throw new Error('mine')
      return value
    }
    const inner = (from: Observable<number>): Observable<number> =>
      from.pipe(
        map((value) => value / 2),
        operator,
      )
    const mine = operate<number, number>((out) => inTurn(out, { next: (value) => out.next(failing(value)) }))
    const events = eventsOf(range(0, 1e9), (from) => from.pipe(mine, inner))
    expect(events).toEqual(eventsOf(range(0, 1e9), (from) => from.pipe(map(failing))))
  })
})

describe('what waits its turn', () => {
  /** Feeds the source while 1 is being emitted. */
  function fed(feed: (source: Subject<number>, leave: () => void) => void): (number | string)[] {
    const source = new Subject<number>()
    const got: (number | string)[] = []
    const subscription = source.pipe(doubledInTurn).subscribe({
      next: (value) => {
        got.push(value)
        if (value === 2) feed(source, () => subscription.unsubscribe())
        got.push(`${value} is done`)
      },
      error: (error) => got.push(`error ${String(error)}`),
      complete: () => got.push('complete'),
    })
    source.next(1)
    return got
  }
  const feed = (source: Subject<number>, then: () => void = () => undefined): void => {
    source.next(2)
    source.next(3)
    then()
  }
  const all = [2, '2 is done', 4, '4 is done', 6, '6 is done']

  it('is emitted in order', () => {
    expect(fed((source) => feed(source))).toEqual(all)
  })

  it('is emitted before the source completes', () => {
    expect(fed((source) => feed(source, () => source.complete()))).toEqual([...all, 'complete'])
  })

  it('is emitted before the source fails', () => {
    expect(fed((source) => feed(source, () => source.error('no')))).toEqual([...all, 'error no'])
  })

  it('is dropped when the subscriber leaves', () => {
    expect(fed(feed)).toEqual([2, '2 is done'])
  })

  it('may be fed without end', () => {
    const source = new Subject<number>()
    let last = 0
    source.pipe(doubledInTurn, take(100_000)).subscribe((value) => {
      last = value
      source.next(value / 2 + 1)
    })
    source.next(1)
    expect(last).toBe(200_000)
  })
})

it('turns what the start of an operator throws into an error notification', () => {
  const errors: unknown[] = []
  const failing = operate<number, number>(() => {
    throw new Error('mine')
  })
  of(1)
    .pipe(failing)
    .subscribe({ error: (error: unknown) => errors.push(error) })
  expect(errors).toEqual([new Error('mine')])
})

import { concat, EMPTY, finalize, from, NEVER, type Observable, Subject, take, throwError } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import { native, type OperatorRow, operatorRows, titleOf } from './operatorRows.js'

/*
 * Every operator of Eddy emits, completes, fails, leaves and pulls as RxJS's own do. A row says how an operator is built;
 * `publicStreams.test.ts` sees to it that none is left out.
 */

const rows = operatorRows.map((row) => [titleOf(row), row] as const)
const PULLS_MAX = 1000

/** A stream without end, and a count of what was pulled of it. */
function endless(value: (index: number) => unknown): {
  readonly source: Observable<unknown>
  readonly pulled: () => number
} {
  let pulled = 0
  function* values(): Generator<unknown> {
    while (pulled < PULLS_MAX) yield value(pulled++)
    throw new Error(`${PULLS_MAX} values were pulled`)
  }
  return { source: from(values()), pulled: () => pulled }
}

interface Events {
  readonly told: string[]
  readonly left: () => number
  readonly leave: () => void
}

/** What a subscriber is told, and how often the source is left. `onNext` runs inside of each `next`. */
function events(
  source: Observable<unknown>,
  operator: (from: Observable<unknown>) => Observable<unknown>,
  onNext: (count: number, leave: () => void) => void = () => undefined,
): Events {
  const told: string[] = []
  let left = 0
  let count = 0
  const subscription = source
    .pipe(
      finalize(() => {
        left += 1
      }),
      operator,
    )
    .subscribe({
      next: () => {
        told.push('next')
        onNext(++count, () => subscription.unsubscribe())
      },
      error: (error) => told.push(`error ${String(error)}`),
      complete: () => told.push('complete'),
    })
  return { told, left: () => left, leave: () => subscription.unsubscribe() }
}

describe.each(rows)('%s', (_, row: OperatorRow) => {
  const lead = row.lead ?? 1
  const values = (built: ReturnType<OperatorRow['build']>, count: number): readonly unknown[] =>
    Array.from({ length: count }, (_each, index) => built.value(index))

  it.each([1, 3])('pulls what map pulls from a stream without end for take(%i), and leaves it once', (count) => {
    const built = row.build()
    const { source, pulled } = endless(built.value)
    const { told, left } = events(source, (values$) => values$.pipe(built.operator, take(count)))
    expect(told).toEqual([...Array<string>(count).fill('next'), 'complete'])
    expect(pulled()).toBe(lead - 1 + count)
    expect(left()).toBe(1)
    if (built.learned) expect(built.learned()).toBe(count)

    const reference = endless(built.value)
    reference.source.pipe(native, take(count)).subscribe()
    expect(pulled()).toBe(lead - 1 + reference.pulled())
  })

  it.each([
    ['completes', (source: Subject<unknown>) => source.complete(), EMPTY],
    ['fails', (source: Subject<unknown>) => source.error('no'), throwError(() => 'no')],
  ])('emits all that came before the source %s inside of next', (_how, end, after$) => {
    const plain = row.build()
    const wanted = events(concat(from(values(plain, lead + 2)), after$), plain.operator).told

    const built = row.build()
    const source = new Subject<unknown>()
    const [first, second] = [values(built, lead), [built.value(lead), built.value(lead + 1)]]
    const { told, left } = events(source, built.operator, (count) => {
      if (count !== 1) return
      for (const value of second) source.next(value)
      end(source)
    })
    for (const value of first) source.next(value)
    expect(told).toEqual(wanted)
    expect(left()).toBe(1)
    expect(source.observed).toBe(false)
    expect(built.learned?.()).toBe(plain.learned?.())
  })

  it('emits nothing more to a subscriber that leaves inside of next', () => {
    const built = row.build()
    const source = new Subject<unknown>()
    const { told, left } = events(source, built.operator, (_count, leave) => {
      leave()
      source.next(built.value(lead))
    })
    for (const value of values(built, lead)) source.next(value)
    source.next(built.value(lead + 1))
    source.complete()
    expect(told).toEqual(['next'])
    expect(left()).toBe(1)
    expect(source.observed).toBe(false)
    if (built.learned) expect(built.learned()).toBe(1)
  })

  it('does with nothing, silence and an error what map does', () => {
    for (const source of [EMPTY, NEVER, throwError(() => 'no')]) {
      const { operator } = row.build()
      const [own, reference] = [events(source, operator), events(source, native)]
      expect(own.told).toEqual(reference.told)
      own.leave()
      expect(own.left()).toBe(1)
    }
  })

  it('serves two subscribers, each as if it were alone', () => {
    const built = row.build()
    const [one, other] = [new Subject<unknown>(), new Subject<unknown>()]
    const first = events(one, built.operator)
    const second = events(other, built.operator)
    for (let index = 0; index < lead + 1; index++) {
      one.next(built.value(2 * index))
      other.next(built.value(2 * index + 1))
    }
    first.leave()
    expect(second.left()).toBe(0)
    other.complete()
    expect(first.told).toEqual(['next', 'next'])
    expect(second.told).toEqual([...Array<string>(lead + 1).fill('next'), 'complete'])
  })

  it.each(['|', '#'])('emits in virtual time when map does, until %s', (end) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const { cold, expectObservable, expectSubscriptions } = helpers
      const built = row.build()
      const [a, b, c, d] = values(built, 4)
      const source = cold(`-a-b-(cd)-${end}`, { a, b, c, d })
      const last = end === '#' || lead === 1 ? end : `(${'x'.repeat(lead - 1)}${end})`
      const first = lead === 1 ? '-x-x-(xx)-' : '---x-(xx)-'
      expectObservable(source.pipe(built.operator)).toBe(`${first}${last}`, { x: expect.anything() }, 'error')
      expectSubscriptions(source.subscriptions).toBe('^---------!')
    })
  })
})

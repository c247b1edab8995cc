import { catchError, config, finalize, firstValueFrom, map, of, Subject, take, takeUntil, timer, toArray } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pump, sea } from '../../../src/index.js'
import { vitals } from '../../../src/node.js'
import { fakeMachine } from '../../sources/fakeReaders.js'
import { publicStreams } from './publicStreams.js'
import { operatorRows } from './operatorRows.js'
import { remoteStreams } from './remoteSources.js'
import { type SourceRow, sourceRows, titleOfSource } from './sourceRows.js'

/* Every source of Eddy emits, completes, fails and is left as RxJS's own are. */

const unhandled: unknown[] = []
beforeEach(() => {
  unhandled.length = 0
  config.onUnhandledError = (error) => unhandled.push(error)
})
afterEach(() => {
  config.onUnhandledError = null
  expect(unhandled).toEqual([])
})

/** What comes late has come. */
const settled = (): Promise<unknown> => firstValueFrom(timer(10))

describe.each(sourceRows.map((row) => [titleOfSource(row), row] as const))('%s', (_, row: SourceRow) => {
  it.each([1, 3])('gives take(%i) as many values, reads no more, and closes what it read', async (count) => {
    const { source, pulled, closed } = row.build()
    let left = 0
    const values$ = source.pipe(
      finalize(() => {
        left += 1
      }),
      take(count),
      toArray(),
    )
    expect(await firstValueFrom(values$)).toHaveLength(count)
    await settled()
    expect(left).toBe(1)
    if (pulled) expect(pulled()).toBe(count)
    if (closed) expect(closed()).toBe(true)
  })

  it('emits nothing more to a subscriber that leaves inside of next', async () => {
    const { source, closed } = row.build()
    const leave$ = new Subject<void>()
    let told = 0
    source.pipe(takeUntil(leave$)).subscribe(() => {
      told += 1
      leave$.next()
    })
    await settled()
    await settled()
    expect(told).toBe(1)
    if (closed) expect(closed()).toBe(true)
  })

  it('is left once when it is left at once', async () => {
    const { source, closed, pulled } = row.build()
    let [left, told] = [0, 0]
    source
      .pipe(
        finalize(() => {
          left += 1
        }),
        take(row.synchronous ? 1 : Number.POSITIVE_INFINITY),
      )
      .subscribe(() => {
        told += 1
      })
      .unsubscribe()
    await settled()
    expect([told, left]).toEqual([row.synchronous ? 1 : 0, 1])
    if (closed && (pulled?.() ?? 1) > 0) expect(closed()).toBe(true)
  })

  it('is left when an operator behind it throws, and the error arrives once', async () => {
    const { source, closed } = row.build()
    const thrown = new Error('no')
    const failing = source.pipe(
      map(() => {
        throw thrown
      }),
      catchError((error: unknown) => of(error)),
    )
    expect(await firstValueFrom(failing.pipe(toArray()))).toEqual([thrown])
    await settled()
    if (closed) expect(closed()).toBe(true)
  })

  it(`gives a second subscriber ${row.again ?? 'the same anew'}`, async () => {
    const { source } = row.build()
    const three$ = source.pipe(take(3), toArray())
    expect(await firstValueFrom(three$)).toHaveLength(3)
    const second$ = three$.pipe(catchError((error: { readonly code?: string }) => of(error.code ?? error)))
    const wanted = {
      'an error': 'ERR_STREAM_USED',
      nothing: [],
      'the same anew': expect.objectContaining({ length: 3 }),
    }
    expect(await firstValueFrom(second$)).toEqual(wanted[row.again ?? 'the same anew'])
  })
})

describe('in the virtual time of a TestScheduler', () => {
  const run = (test: Parameters<TestScheduler['run']>[0]): void => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test)
  }

  it('pump emits all in one frame, as `from` does', () => {
    run(({ expectObservable }) => expectObservable(pump(['a', 'b', 'c'])).toBe('(abc|)'))
  })

  it('pump goes on in the same frame after the host had its turn', () => {
    let now = 0
    const slow = { budgetMs: 1, now: () => (now += 10) }
    run(({ expectObservable }) => expectObservable(pump(['a', 'b', 'c'], slow)).toBe('(abc|)'))
  })

  it('synthetic streams emit all in one frame', () => {
    run(({ expectObservable }) => expectObservable(sea({ samples: 2 }).pipe(map(() => 's'))).toBe('(ss|)'))
  })

  it('vitals emit when their time has come', () => {
    const { readers } = fakeMachine()
    run(({ expectObservable }) =>
      expectObservable(vitals({ everyMs: 3, readers }).pipe(map(() => 'v')), '^---------!').toBe('---v--v--v-'),
    )
  })
})

it.each(['index.ts', 'node.ts', 'client.ts'])('every operator and source of %s has a row', (face) => {
  const streams = publicStreams(face)
  const known = new Set<string>([...operatorRows, ...sourceRows].map(({ name }) => name).concat(remoteStreams))
  expect(streams.length).toBeGreaterThan(2)
  expect(streams.filter((name) => !known.has(name))).toEqual([])
})

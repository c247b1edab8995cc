import {
  catchError,
  EMPTY,
  firstValueFrom,
  map,
  NEVER,
  type Observable,
  of,
  range,
  take,
  throwError,
  timer,
  toArray,
} from 'rxjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pushSamples, subscribeToModel } from '../../../src/client.js'
import { createLearner, fromServerSentEvents, fromWebSocket, type Sample } from '../../../src/index.js'
import { type Broadcaster, createBroadcaster } from '../../../src/node.js'
import { FeedServers } from '../../sources/live/feedServer.js'
import { expectToArrive } from './callbackOutcome.js'
import type { CallbackRow } from './callbackRows.js'
import { remoteCallbacks } from './remoteCallbacks.js'
import { remoteStreams } from './remoteSources.js'
import { noSamples, oddSamples } from './garbage.js'

/* The rows of the conformance table that need a server. */

const servers = new FeedServers()
let broadcaster: Broadcaster
let [webSocket, events] = ['', '']
const learner = createLearner({ task: 'regression' })
const sampleAt = (index: number): Sample => ({ x: [index, 1], y: index })

beforeAll(async () => {
  const message = JSON.stringify(sampleAt(1))
  webSocket = await servers.webSocket((socket) => {
    const timer$ = setInterval(() => socket.send(message), 2)
    socket.on('close', () => clearInterval(timer$))
  })
  events = await servers.events((response) => {
    const timer$ = setInterval(() => response.write(`data: ${message}\n\n`), 2)
    response.on('close', () => clearInterval(timer$))
  })
  broadcaster = await createBroadcaster({ port: 0 })
  broadcaster.samples('in').subscribe()
  learner.learn(sampleAt(1))
  broadcaster.publish('model', learner, { everyMs: 5 })
  const learning = setInterval(() => learner.learn(sampleAt(1)), 2)
  learning.unref()
})
afterAll(async () => {
  await servers.close()
  await broadcaster.close()
})

interface Row {
  readonly name: (typeof remoteStreams)[number]
  readonly open: () => Observable<unknown>
}

const rows: readonly Row[] = [
  { name: 'fromWebSocket', open: () => fromWebSocket(webSocket) },
  { name: 'fromServerSentEvents', open: () => fromServerSentEvents(events) },
  { name: 'subscribeToModel', open: () => subscribeToModel(broadcaster.url, { model: 'model' }) },
  {
    name: 'pushSamples',
    open: () => timer(0, 5).pipe(map(sampleAt), pushSamples(broadcaster.url, { stream: 'in' })),
  },
]

const settled = (): Promise<unknown> => firstValueFrom(timer(30))

describe.each(rows.map((row) => [row.name, row] as const))('%s', (_, { open }) => {
  it.each([1, 3])('gives take(%i) as many values', async (count) => {
    expect(await firstValueFrom(open().pipe(take(count), toArray()))).toHaveLength(count)
  })

  it('emits nothing more to a subscriber that leaves inside of next', async () => {
    let told = 0
    await new Promise<void>((resolve) => {
      const subscription = open().subscribe(() => {
        told += 1
        subscription.unsubscribe()
        resolve()
      })
    })
    await settled()
    expect(told).toBe(1)
  })

  it('emits nothing to a subscriber that leaves at once', async () => {
    let told = 0
    open()
      .subscribe(() => {
        told += 1
      })
      .unsubscribe()
    await settled()
    expect(told).toBe(0)
  })

  it('serves two subscribers', async () => {
    const source = open()
    const both = await Promise.all([source, source].map((each) => firstValueFrom(each.pipe(take(2), toArray()))))
    expect(both.map(({ length }) => length)).toEqual([2, 2])
  })

  it('is left when an operator behind it throws, and the error arrives once', async () => {
    const thrown = new Error('no')
    const failing = open().pipe(
      map(() => {
        throw thrown
      }),
      catchError((error: unknown) => of(error)),
    )
    expect(await firstValueFrom(failing.pipe(toArray()))).toEqual([thrown])
  })
})

describe('pushSamples', () => {
  const told = async (source: Observable<unknown>, rejected: string[] = []): Promise<string[]> => {
    const options = { stream: 'in', onRejected: ({ code }: { readonly code: string }) => rejected.push(code) }
    const events: string[] = []
    await new Promise<void>((resolve) => {
      ;(source as Observable<Sample>).pipe(pushSamples(broadcaster.url, options)).subscribe({
        error: (error) => resolve(void events.push(`error ${String(error)}`)),
        complete: () => resolve(void events.push('complete')),
      })
    })
    return events
  }

  it('completes with nothing, and passes an error on', async () => {
    expect(await told(EMPTY)).toEqual(['complete'])
    expect(await told(throwError(() => 'no'))).toEqual(['error no'])
  })

  it('waits with a source that is silent', async () => {
    const subscription = NEVER.pipe(pushSamples(broadcaster.url, { stream: 'in' })).subscribe(() => {
      throw new Error('nothing was pushed')
    })
    await settled()
    subscription.unsubscribe()
  })

  it('sets aside what is no sample, each of them, and sends the others', async () => {
    const rejected: string[] = []
    const bad = Object.values(noSamples).map((make) => make())
    const odd = Object.values(oddSamples).map((make) => make())
    expect(await told(of(sampleAt(1), ...bad, ...odd, sampleAt(2)), rejected)).toEqual(['complete'])
    expect(rejected.length).toBeGreaterThanOrEqual(bad.length)
  })
})

const samples$ = range(0, 3).pipe(map(sampleAt))
const push = (options: object) => samples$.pipe(pushSamples(broadcaster.url, { stream: 'in', ...options }))
const subscribed = (options: object) => subscribeToModel(broadcaster.url, { model: 'model', ...options })

/** A source with what it sets aside. */
function withRejected(
  source: ReturnType<typeof fromWebSocket>,
  rejected: (reason: string) => void,
): Observable<unknown> {
  source.rejected$.subscribe(({ reason }) => rejected(reason))
  return source
}

const callbackRows: readonly CallbackRow[] = [
  {
    callback: 'fromWebSocket.toSample',
    run: (boom, rejected) => withRejected(fromWebSocket(webSocket, { toSample: boom }), rejected),
  },
  {
    callback: 'fromWebSocket.parse',
    run: (boom, rejected) => withRejected(fromWebSocket(webSocket, { parse: boom }), rejected),
  },
  { callback: 'fromWebSocket.onOpen', run: (boom) => fromWebSocket(webSocket, { onOpen: boom }) },
  { callback: 'fromWebSocket.time', when: 'after', run: (boom) => fromWebSocket(webSocket, { time: { after: boom } }) },
  {
    callback: 'fromWebSocket.time',
    when: 'random',
    run: (boom) => fromWebSocket('ws://127.0.0.1:9', { time: { random: boom } }),
  },
  {
    callback: 'fromServerSentEvents.toSample',
    run: (boom, rejected) => withRejected(fromServerSentEvents(events, { toSample: boom }) as never, rejected),
  },
  {
    callback: 'fromServerSentEvents.parse',
    run: (boom, rejected) => withRejected(fromServerSentEvents(events, { parse: boom }) as never, rejected),
  },
  {
    callback: 'pushSamples.onRejected',
    run: (boom) => of(null as unknown as Sample).pipe(pushSamples(broadcaster.url, { stream: 'in', onRejected: boom })),
  },
  { callback: 'pushSamples.clock', run: (boom) => push({ clock: boom }) },
  {
    callback: 'pushSamples.random',
    run: (boom) => samples$.pipe(pushSamples('ws://127.0.0.1:9', { stream: 'in', random: boom })),
  },
  { callback: 'subscribeToModel.onState', run: (boom) => subscribed({ onState: boom }) },
  { callback: 'subscribeToModel.clock', run: (boom) => subscribed({ clock: boom }) },
  { callback: 'subscribeToModel.random', run: (boom) => subscribeToModel('ws://127.0.0.1:9', { random: boom }) },
]

describe('what throws', () => {
  it.each(
    callbackRows.map((row) => [row.when === undefined ? row.callback : `${row.callback}, ${row.when}`, row] as const),
  )('%s: the error arrives', async (_, row) => {
    await expectToArrive(row)
  })
})

it('has a row for each stream and callback that needs a server', () => {
  expect(rows.map(({ name }) => name).sort()).toEqual([...remoteStreams].sort())
  expect([...new Set(callbackRows.map(({ callback }) => callback))].sort()).toEqual([...remoteCallbacks].sort())
})

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isObservable, Subject, switchMap, take } from 'rxjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as client from '../../../src/client.js'
import * as eddy from '../../../src/index.js'
import * as node from '../../../src/node.js'
import { type Case, cases } from './cases.js'
import { type OpenPlaces, openPlaces } from './places.js'
import { resources, settled } from './resources.js'
import { forgotten, inner, loops, type Moment, outer, waitingIterators, type Way } from './ways.js'

/*
 * Every source of the public faces, with every kind of input, left at every moment in every way: nothing stays open. What is
 * counted are descriptors, sockets, timers and requests of this process, in which the servers are too.
 */

setFlagsFromString('--expose-gc')
globalThis.gc ??= runInNewContext('gc') as typeof gc

let places: OpenPlaces
beforeAll(async () => {
  places = await openPlaces()
})
afterAll(() => places.close())

/** A signal of somebody who lives long: nothing may be left with it. */
function countedSignal(): { readonly signal: AbortSignal; readonly listeners: () => number } {
  const { signal } = new AbortController()
  const listening = new Set<unknown>()
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listening.add(args[1])
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listening.delete(args[1])
    remove(...args)
  }
  return { signal, listeners: () => listening.size }
}

const early = ['before opening', 'while opening'] as const
const later = ['first value', 'mid-stream'] as const

/** The moments of a source at which each way can be gone. */
function rowsOf({ values }: Case, pulls: boolean): readonly (readonly [string, Way, Moment])[] {
  const rows = (ways: Readonly<Record<string, Way>>, moments: readonly Moment[]) =>
    Object.entries(ways).flatMap(([name, way]) => moments.map((moment) => [name, way, moment] as const))
  const end = values === 'some' ? (['the end'] as const) : []
  return [
    ...rows(outer, values === 'none' ? early : [...early, ...later, ...end]),
    ...(values === 'none' ? [] : rows(inner, [...later, ...end])),
    ...(values === 'none' || !pulls ? [] : rows(loops, [...later, ...end])),
    ...(values === 'none' || !pulls ? [] : rows(forgotten, ['mid-stream'])),
    ...(pulls ? rows(waitingIterators, early) : []),
  ]
}

const table = cases.map((one) => [one.source, one.input, one] as const)

describe.each(table)('%s, %s', (_, __, one) => {
  const open = (signal?: AbortSignal) => one.open(places, signal)

  it('leaves nothing open, however and whenever it is left', async () => {
    const first = open()
    const pulls = Symbol.asyncIterator in first
    first.subscribe({ error: () => undefined }).unsubscribe()
    const before = resources()
    const rows = rowsOf(one, pulls)
    // All at the same time, for most of it is waiting.
    await Promise.all(rows.map(([, way, moment]) => way(open, moment)))
    const left = await settled(before)
    if (left.length === 0) return
    // Which one was it?
    const again = resources()
    for (const [name, way, moment] of rows) {
      await way(open, moment)
      expect({ name, moment, left: await settled(again) }).toEqual({ name, moment, left: [] })
    }
    expect(left).toEqual([])
  })

  it('ends when its signal aborts, and opens nothing where that was before', async () => {
    if (one.values === 'endless') {
      expect(await outer['signal']?.(open, 'mid-stream')).toBe('complete')
      expect(await outer['signal with a reason']?.(open, 'mid-stream')).toBe('a reason')
    }
    const { signal, listeners } = countedSignal()
    open(signal)
      .subscribe({ error: () => undefined })
      .unsubscribe()
    expect(listeners()).toBe(0)
    const ends: unknown[] = []
    const observer = { error: (error: unknown) => ends.push(error), complete: () => ends.push('complete') }
    const before = resources()
    const source = open(AbortSignal.abort())
    source.subscribe(observer)
    open(AbortSignal.abort('a reason')).subscribe(observer)
    expect(ends).toEqual(['complete', 'a reason'])
    if (Symbol.asyncIterator in source) {
      const iterator = (source as unknown as AsyncIterable<unknown>)[Symbol.asyncIterator]()
      expect(await iterator.next()).toEqual({ done: true, value: undefined })
    }
    expect(await settled(before, 300)).toEqual([])
  })
})

describe('switchMap, 200 times', () => {
  const wanted = [
    'fromCsv, file',
    'fromCsv, silent pipe',
    'fromCsv, address: silent',
    'fromNdjson, gzip file',
    'fromNdjson, address: whole',
  ]
  const some = cases.filter(({ source, input }) => wanted.includes(`${source}, ${input}`))

  it.each(some.map((one) => [one.source, one.input, one] as const))(
    'over %s, %s leaves nothing open',
    async (_, __, one) => {
      const before = resources()
      const switch$ = new Subject<number>()
      const subscription = switch$.pipe(switchMap(() => one.open(places))).subscribe()
      for (let i = 0; i < 200; i++) {
        switch$.next(i)
        for (let turn = 0; turn < i % 4; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
      subscription.unsubscribe()
      expect(await settled(before)).toEqual([])
    },
  )
})

describe('pushSamples', () => {
  it.each(['silent', 'broadcaster'] as const)('to a server (%s) leaves nothing open', async (server) => {
    const url = server === 'silent' ? places.webSocket('silent') : places.broadcaster
    const open = (signal?: AbortSignal) =>
      eddy.sea().pipe(take(2000), client.pushSamples(url, { stream: 'in', ...(signal ? { signal } : {}) }))
    const before = resources()
    for (const moment of [...early, ...(server === 'silent' ? [] : (['first value', 'the end'] as const))]) {
      for (const [name, way] of Object.entries(outer)) {
        await way(open, moment)
        expect({ name, moment, left: await settled(before) }).toEqual({ name, moment, left: [] })
      }
    }
  })
})

describe('a connection', () => {
  const remote = cases.filter(({ input, source }) => input.startsWith('address: ') || /Events|WebSocket/.test(source))
  const lasting = remote.filter(({ input, values }) => values !== 'some' && !/cut/.test(input))

  it.each(lasting.map((one) => [one.source, one.input, one] as const))(
    '%s, %s: is let go within 100 ms',
    async (_, __, one) => {
      const times: number[] = []
      // The least of three: this machine does other things too.
      for (let i = 0; i < 3; i++) {
        const subscription = one.open(places).subscribe()
        while (places.connections() === 0) await new Promise((resolve) => setImmediate(resolve))
        await new Promise((resolve) => setTimeout(resolve, 20))
        const left = performance.now()
        subscription.unsubscribe()
        while (places.connections() > 0) await new Promise((resolve) => setImmediate(resolve))
        times.push(performance.now() - left)
      }
      expect(Math.min(...times)).toBeLessThan(100)
    },
  )
})

describe('a process', () => {
  it('that has left all its sources ends by itself', async () => {
    const program = fileURLToPath(new URL('leaveAll.ts', import.meta.url))
    const names = JSON.stringify(places.names)
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program, names], {
      timeout: 40_000,
    })
    const { cases: count, secondsToEnd } = JSON.parse(stdout)
    expect(count).toBe(cases.length)
    expect(secondsToEnd).toBeLessThan(1)
  })
})

describe('the table', () => {
  it('has every source of the public faces', () => {
    const tried = new Set(cases.map(({ source }) => source))
    const makes = (make: (...args: unknown[]) => unknown, ...args: unknown[]): boolean => {
      try {
        return isObservable(make(...args))
      } catch {
        return false
      }
    }
    const opens = /^(create|open|save|load|publish|restore|push)|Of$/
    // It takes streams, and opens nothing itself.
    tried.add('joinLabels')
    const sources = Object.entries({ ...eddy, ...node, ...client }).flatMap(([name, made]) => {
      if (typeof made !== 'function' || opens.test(name)) return []
      const source = 'prototype' in made && isObservable(made.prototype)
      const make = made as (...args: unknown[]) => unknown
      return source || /^(from|subscribe)[A-Z]/.test(name) || makes(make) || makes(make, []) ? [name] : []
    })
    expect(sources.filter((name) => !tried.has(name))).toEqual([])
    expect(sources.length).toBeGreaterThan(18)
  })
})

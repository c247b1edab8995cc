import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as eddy from '../src/index.js'
import * as node from '../src/node.js'
import { resources, settled } from './sources/leaving/resources.js'

/*
 * Everything that a public function opens and hands out can be closed in three ways: by its own method, by `await using`, and by
 * the signal of its owner.
 */

const folder = mkdtempSync(join(tmpdir(), 'eddy-closing-'))
let server: node.Broadcaster
let folders = 0
beforeAll(async () => {
  server = await node.createBroadcaster({ authorize: () => true })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

type Closing = Partial<Record<'close' | 'stop', () => unknown>>
type Options = { readonly signal?: AbortSignal }
type Opener = (options: Options) => unknown

const learner = eddy.createLearner({ task: 'regression', seed: 1 })
learner.learn({ x: [1, 2], y: 1 })
let names = 0

/** What opens something, by its name. */
const openers: Readonly<Record<string, Opener>> = {
  createBroadcaster: (options) => node.createBroadcaster(options),
  openLearner: (options) => {
    const create = () => eddy.createLearner({ task: 'regression' })
    return node.openLearner(join(folder, String(folders++)), { create, ...options })
  },
  publishTo: (options) => node.publishTo(server.url.replace('http', 'ws'), `remote${names++}`, learner, options),
  'broadcaster.publish': (options) => server.publish(`local${names++}`, learner, { everyMs: 5, ...options }),
}

/** What makes something in memory alone. */
const makers: Readonly<Record<string, () => unknown>> = {
  createForecaster: () => eddy.createForecaster({ horizon: 1, lags: 2 }),
  createLearner: () => learner,
  createModel: () => eddy.createModel({ input: 1, layers: [eddy.dense(1)] }),
  createPredictor: () => eddy.createPredictor(eddy.captureSnapshot(learner)),
  createRandom: () => eddy.createRandom(1),
}

const dispose = (it: unknown): Promise<void> =>
  (it as { [Symbol.asyncDispose](): Promise<void> })[Symbol.asyncDispose]()

describe.each(Object.entries(openers))('%s', (_, open) => {
  it('is closed by its own method, by await using, and by its signal', async () => {
    await dispose(await open({}))
    const before = resources()
    const own = (await open({})) as Closing
    await (own.close ?? own.stop)?.call(own)
    expect(await settled(before)).toEqual([])
    await dispose(await open({}))
    expect(await settled(before)).toEqual([])
    const owner = new AbortController()
    const owned = await open({ signal: owner.signal })
    owner.abort()
    expect(await settled(before)).toEqual([])
    // Again, in every way: nothing happens.
    await dispose(owned)
    await ((owned as Closing).close ?? (owned as Closing).stop)?.call(owned)
  })

  it('opens nothing for a signal that has aborted, and closes what is being opened when it aborts', async () => {
    const before = resources()
    const aborted = async (signal: AbortSignal): Promise<unknown> => {
      try {
        // What is there at once is handed out, closed.
        return (await open({ signal })) as { version?: number }
      } catch (error) {
        return error
      }
    }
    const result = await aborted(AbortSignal.abort('a reason'))
    if (result !== 'a reason') expect(result).toMatchObject({ version: 0 })
    expect(await settled(before, 200)).toEqual([])
    const owner = new AbortController()
    const opening = aborted(owner.signal)
    setImmediate(() => owner.abort('later'))
    await opening
    expect(await settled(before)).toEqual([])
  })

  it('listens no longer to its signal once it is closed', async () => {
    const owner = new AbortController()
    let listeners = 0
    const { signal } = owner
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    await dispose(await open({ signal }))
    expect(listeners).toBe(0)
  })
})

describe('the table', () => {
  it('has everything that opens or makes something', () => {
    const known = [...Object.keys(openers), ...Object.keys(makers)]
    const found = Object.keys({ ...eddy, ...node }).filter((name) => /^(create|open|publish)[A-Z]/.test(name))
    expect(found.filter((name) => !known.includes(name))).toEqual([])
  })

  it.each(Object.entries(makers))('%s holds nothing that is to be closed', (_, make) => {
    const made = make() as Closing
    expect([made.close, made.stop]).toEqual([undefined, undefined])
  })

  it('knows every class that has something to close', () => {
    const prototypes = Object.entries({ ...eddy, ...node }).flatMap(([name, made]) => {
      const prototype: unknown = typeof made === 'function' ? made.prototype : undefined
      return typeof prototype === 'object' && prototype !== null ? [[name, prototype] as const] : []
    })
    const closing = prototypes.filter(([, prototype]) => 'close' in prototype || 'stop' in prototype)
    expect(closing.map(([name]) => name)).toContain('Broadcaster')
    expect(closing.filter(([, prototype]) => !(Symbol.asyncDispose in prototype))).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { pulled } from '../../../src/operators/pulling/pulled.js'
import { pullValues } from '../../../src/operators/pulling/values.js'

interface Opened {
  readonly signals: AbortSignal[]
  closed: number
}

/** Counts what it opens and closes; waits for ever after its values. */
function counted(values: number, opened: Opened) {
  return async function* (signal: AbortSignal): AsyncGenerator<number, void, void> {
    opened.signals.push(signal)
    try {
      for (let i = 0; i < values; i++) yield i
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    } finally {
      opened.closed += 1
    }
  }
}

const nothing = (): Opened => ({ signals: [], closed: 0 })

describe('pulled', () => {
  it('opens at the first next, and closes when the loop is left', async () => {
    const opened = nothing()
    const iterator = pulled(counted(5, opened))
    expect(opened.signals).toHaveLength(0)
    for await (const value of iterator) if (value === 2) break
    expect([opened.signals[0]?.aborted, opened.closed]).toEqual([true, 1])
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  it('ends a next that waits when it is told to return, and is done from then on', async () => {
    const opened = nothing()
    const iterator = pulled(counted(0, opened))
    const next = iterator.next()
    expect(await iterator.return()).toEqual({ done: true, value: undefined })
    expect(await next).toEqual({ done: true, value: undefined })
    expect(opened.closed).toBe(1)
  })

  it('is never opened where it is left before the first next', async () => {
    const opened = nothing()
    await pulled(counted(5, opened)).return()
    expect(opened.signals).toHaveLength(0)
  })

  it('answers calls of next that come at once in their order', async () => {
    const iterator = pulled(counted(3, nothing()))
    const results = await Promise.all([iterator.next(), iterator.next(), iterator.next()])
    expect(results.map(({ value }) => value)).toEqual([0, 1, 2])
    await iterator.return()
  })

  it('passes on what is thrown into it, after it has closed', async () => {
    const opened = nothing()
    const iterator = pulled(counted(5, opened))
    await iterator.next()
    await expect(iterator.throw(new Error('in'))).rejects.toThrow('in')
    expect(opened.closed).toBe(1)
  })

  it('ends by the signal of its owner: done by abort(), an error by a reason', async () => {
    const plain = new AbortController()
    const ended = pulled(counted(1, nothing()), plain.signal)
    await ended.next()
    const next = ended.next()
    plain.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    const reasoned = new AbortController()
    const failed = pulled(counted(1, nothing()), reasoned.signal)
    await failed.next()
    const rejected = failed.next()
    reasoned.abort(new Error('enough'))
    await expect(rejected).rejects.toThrow('enough')
  })

  it('has what await using closes it by', async () => {
    const opened = nothing()
    const iterator = pulled(counted(5, opened)) as AsyncGenerator<number> & AsyncDisposable
    await iterator.next()
    await iterator[Symbol.asyncDispose]()
    expect(opened.closed).toBe(1)
  })
})

describe('pullValues', () => {
  it('gives timers their turn, though the source and the loop never wait', async () => {
    let taken = 0
    let seenByTimer = -1
    function* endless(): Generator<number> {
      for (let i = 0; ; i++) yield i
    }
    setTimeout(() => {
      seenByTimer = taken
    }, 0)
    for await (const _ of pullValues(endless(), new AbortController().signal)) {
      taken += 1
      if (seenByTimer >= 0) break
    }
    expect(seenByTimer).toBeGreaterThan(0)
  })

  it('leaves an iterable that never answers, and closes it', async () => {
    let returned = 0
    const silent: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => undefined),
        return: async () => {
          returned += 1
          return { done: true, value: undefined }
        },
      }),
    }
    const left = new AbortController()
    const next = pullValues(silent, left.signal).next()
    left.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(returned).toBe(1)
  })
})

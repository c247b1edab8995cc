import { firstValueFrom, lastValueFrom, take } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  createLearner,
  fromAsyncIterable,
  fromReadableStream,
  learn,
  type LiveSource,
  type Sample,
} from '../../../src/index.js'

/** Samples, what was set aside, and how it ended. */
async function read(source: LiveSource) {
  const samples: Sample[] = []
  const rejected: string[] = []
  source.rejected$.subscribe(({ code }) => rejected.push(code))
  const end = await new Promise((resolve) =>
    source.subscribe({ next: (sample) => samples.push(sample), error: resolve, complete: () => resolve('complete') }),
  )
  return { samples, rejected, end }
}

async function* ticks(count: number, onReturn: () => void = () => undefined): AsyncGenerator<number> {
  try {
    for (let tick = 0; tick < count; tick++) yield tick
  } finally {
    onReturn()
  }
}

describe('fromAsyncIterable', () => {
  it('makes samples, skips, and sets aside with the reason', async () => {
    const source = fromAsyncIterable(ticks(6), {
      toSample: (tick) => {
        if (tick === 1) return undefined
        if (tick === 2) throw new Error('no')
        if (tick === 3) return { y: 1 } as never
        return { x: [tick] }
      },
    })
    const { samples, rejected, end } = await read(source)
    expect(samples).toEqual([{ x: [0] }, { x: [4] }, { x: [5] }])
    expect([rejected, end]).toEqual([['ERR_TO_SAMPLE', 'ERR_NOT_A_SAMPLE'], 'complete'])
    expect([source.received, source.rejected, source.dropped, source.position]).toEqual([6, 2, 0, undefined])
  })

  it('takes samples as they are, from arrays too, and passes an error on', async () => {
    const given = [{ x: [1], y: 2 }, { x: [3] }]
    expect((await read(fromAsyncIterable(given))).samples).toEqual(given)
    async function* broken(): AsyncGenerator<Sample> {
      yield { x: [1] }
      throw new Error('gone')
    }
    expect(await read(fromAsyncIterable(broken()))).toMatchObject({ samples: [{ x: [1] }], end: { message: 'gone' } })
  })

  it('waits for the learner: a value is drawn when the one before is learned', async () => {
    const learner = createLearner({ task: 'regression', seed: 1 })
    let ahead = 0
    async function* drawn(): AsyncGenerator<Sample> {
      for (let i = 0; i < 500; i++) {
        ahead = Math.max(ahead, i - learner.samples)
        yield { x: [i % 7], y: i % 3 }
      }
    }
    await new Promise<void>((resolve) =>
      fromAsyncIterable(drawn()).pipe(learn(learner)).subscribe({ complete: resolve }),
    )
    expect([learner.samples, ahead]).toEqual([500, 0])
  })

  it('gives timers their turn, also where the source never waits', async () => {
    let [emitted, seenByTimer] = [0, -1]
    const source = fromAsyncIterable(ticks(300_000), { toSample: (tick) => ({ x: [tick] }) })
    setTimeout(() => {
      seenByTimer = emitted
    }, 0)
    await new Promise<void>((resolve) => source.subscribe({ next: () => (emitted += 1), complete: resolve }))
    expect(emitted).toBe(300_000)
    expect(seenByTimer).toBeGreaterThanOrEqual(0)
    expect(seenByTimer).toBeLessThan(300_000)
  })

  it('draws no value more than its subscriber takes', async () => {
    const drawn: number[] = []
    function* values(): Generator<Sample> {
      for (let i = 0; i < 1000; i++) {
        drawn.push(i)
        yield { x: [i] }
      }
    }
    const source = fromAsyncIterable(values())
    await lastValueFrom(source.pipe(take(3)))
    expect([drawn, source.received]).toEqual([[0, 1, 2], 3])
  })

  it('takes a function that makes the iterable: each subscription has its own, and its signal ends what it waits for', async () => {
    const signals: AbortSignal[] = []
    const source = fromAsyncIterable(async function* (signal) {
      signals.push(signal)
      yield { x: [signals.length] }
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    })
    expect(await firstValueFrom(source)).toEqual({ x: [1] })
    for await (const sample of source) {
      expect(sample).toEqual({ x: [2] })
      break
    }
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
  })

  it('refuses a generator that was read before, and reads a collection again', async () => {
    const once = fromAsyncIterable(ticks(2), { toSample: (tick) => ({ x: [tick] }) })
    expect((await read(once)).samples).toHaveLength(2)
    expect(await read(once)).toMatchObject({ samples: [], end: { code: 'ERR_STREAM_USED' } })
    const again = fromAsyncIterable([{ x: [1] }])
    await read(again)
    expect((await read(again)).samples).toEqual([{ x: [1] }])
  })

  it('closes the iterator when nobody listens', async () => {
    let closed = 0
    const source = fromAsyncIterable(
      ticks(1000, () => (closed += 1)),
      { toSample: (tick) => ({ x: [tick] }) },
    )
    await new Promise<void>((resolve) => source.pipe(take(3)).subscribe({ complete: resolve }))
    await new Promise((resolve) => setImmediate(resolve))
    expect(closed).toBe(1)
  })

  it('refuses a toSample that is no function', () => {
    expect(() => fromAsyncIterable([], { toSample: 1 as never })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})

describe('fromReadableStream', () => {
  it('refuses a stream that was read before, or that somebody else reads', async () => {
    const stream = new ReadableStream<Sample>({
      start: (controller) => {
        controller.enqueue({ x: [1] })
        controller.close()
      },
    })
    const source = fromReadableStream(stream)
    expect((await read(source)).samples).toHaveLength(1)
    expect(await read(source)).toMatchObject({ samples: [], end: { code: 'ERR_STREAM_USED' } })
    const locked = new ReadableStream<Sample>()
    locked.getReader()
    expect(await read(fromReadableStream(locked))).toMatchObject({ end: { code: 'ERR_STREAM_USED' } })
  })

  it('reads chunk by chunk, no further than the subscriber is', async () => {
    let [drawn, taken, ahead] = [0, 0, 0]
    const stream = new ReadableStream<number>(
      {
        pull(controller) {
          ahead = Math.max(ahead, drawn - taken)
          if (drawn === 200) controller.close()
          else controller.enqueue(drawn++)
        },
      },
      { highWaterMark: 2 },
    )
    const source = fromReadableStream(stream, {
      toSample: (x) => {
        taken += 1
        return { x: [x] }
      },
    })
    const { samples, end } = await read(source)
    expect([samples.length, end]).toEqual([200, 'complete'])
    expect(ahead).toBeLessThanOrEqual(3)
  })

  it('cancels the stream when nobody listens, also while it waits', async () => {
    let cancelled = 0
    const stream = new ReadableStream<Sample>({
      start: (controller) => controller.enqueue({ x: [1] }),
      cancel: () => {
        cancelled += 1
      },
    })
    const seen: Sample[] = []
    const subscription = fromReadableStream(stream).subscribe((sample) => seen.push(sample))
    await new Promise((resolve) => setImmediate(resolve))
    subscription.unsubscribe()
    await new Promise((resolve) => setImmediate(resolve))
    expect([seen, cancelled]).toEqual([[{ x: [1] }], 1])
  })

  it('passes an error of the stream on', async () => {
    const stream = new ReadableStream<Sample>({ start: (controller) => controller.error(new Error('broken')) })
    expect(await read(fromReadableStream(stream))).toMatchObject({ samples: [], end: { message: 'broken' } })
  })
})

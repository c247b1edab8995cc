import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import {
  createLearner,
  createRandom,
  learn,
  type Learner,
  marked,
  type Sample,
  SampleSource,
  type SourcePosition,
  type SourceRun,
} from '../../src/index.js'
import { openLearner } from '../../src/node.js'

/* A source of one's own, as somebody outside writes it: a log in memory, read some records at a time. */

const { next } = createRandom(3)
const rows: readonly Sample[] = Array.from({ length: 500 }, () => {
  const x = { a: next(), b: next() }
  return { x, y: x.a > x.b ? 'more' : 'less' }
})

class Log {
  /** Readers that are open now. */
  open = 0
  reads = 0

  async read(from: number, count: number): Promise<readonly Sample[]> {
    this.reads += 1
    await new Promise((resolve) => setImmediate(resolve))
    return rows.slice(from, from + count).map((row) => ({ ...row }))
  }
}

interface LogOptions {
  readonly after?: SourcePosition
  readonly signal?: AbortSignal
}

/** Every 50th record is set aside. */
const fromLog = (log: Log, options: LogOptions = {}): SampleSource =>
  new SampleSource(async function* (run) {
    log.open += 1
    try {
      for (let from = run.after.rows; from < rows.length; from += 40)
        yield samplesOf(await log.read(from, 40), from, run)
    } finally {
      log.open -= 1
    }
  }, options)

function* samplesOf(batch: readonly Sample[], from: number, run: SourceRun): Iterable<Sample | undefined> {
  for (const [index, sample] of batch.entries()) {
    const row = from + index + 1
    if (row % 50 === 0) {
      run.reject({ code: 'ERR_OLD', reason: 'it is too old', line: row })
      yield undefined
    } else yield marked(sample, { source: 'log', run, rows: row, position: () => ({ rows: row }) })
  }
}

const bits = (learner: Learner): readonly number[] => [...(learner.model?.parameters ?? [])]

const folder = mkdtempSync(join(tmpdir(), 'eddy-own-source-'))
afterAll(() => rmSync(folder, { recursive: true }))

const open = (name: string) =>
  openLearner(join(folder, name), {
    create: () => createLearner({ task: 'classification', seed: 2 }),
    everySamples: 60,
  })

describe('a source of your own', () => {
  it('is resumed exactly, wherever it was left', async () => {
    const whole = await open('whole')
    await lastValueFrom(fromLog(new Log(), { after: whole.position }).pipe(learn(whole)))
    await whole.close()
    let wholeSamples = 0
    for (const count of [1, 37, 80, 81, 200, 1000]) {
      const learner = await open('parts')
      await lastValueFrom(fromLog(new Log(), { after: learner.positionOf('log') }).pipe(learn(learner), take(count)), {
        defaultValue: undefined,
      })
      await learner.close()
      wholeSamples = learner.samples
      expect(learner.position.rows).toBeLessThanOrEqual(500)
    }
    const parts = await open('parts')
    expect(wholeSamples).toBe(490)
    expect(bits(parts)).toEqual(bits(whole))
    await parts.close()
  })

  it('is an observable: its position is that of the last sample taken, and leaving it ends its reading', async () => {
    const log = new Log()
    const source = fromLog(log)
    const rejected: number[] = []
    source.rejected$.subscribe(({ line }) => rejected.push(line))
    expect((await firstValueFrom(source)).x).toEqual(rows[0]?.x)
    expect(source.position).toEqual({ rows: 1 })
    await lastValueFrom(source.pipe(take(100)))
    expect(source.position).toEqual({ rows: 102, rejected: 2 })
    expect(await lastValueFrom(source.pipe(toArray()))).toHaveLength(490)
    expect(rejected.slice(-10)).toEqual([50, 100, 150, 200, 250, 300, 350, 400, 450, 500])
    await new Promise((resolve) => setImmediate(resolve))
    expect(log.open).toBe(0)
  })

  it('is an async iterable: it reads one batch ahead at most, and a loop that is left ends its reading', async () => {
    const log = new Log()
    const source = fromLog(log)
    let taken = 0
    for await (const sample of source) {
      taken += 1
      expect(sample.x).toEqual(rows[source.position.rows - 1]?.x)
      expect(log.reads).toBeLessThanOrEqual(Math.ceil(source.position.rows / 40))
      if (taken === 130) break
    }
    expect([source.position, log.open]).toEqual([{ rows: 132, rejected: 2 }, 0])
    const failing = async (): Promise<void> => {
      for await (const _ of source) throw new Error('of the loop')
    }
    await expect(failing()).rejects.toThrow('of the loop')
    expect(log.open).toBe(0)
  })

  it('refuses what is no function, no position and no signal', () => {
    const code = expect.objectContaining({ code: 'ERR_OPTION' })
    const read = (): [] => []
    expect(() => new SampleSource(7 as never)).toThrow(code)
    expect(() => new SampleSource(read, { after: { rows: -1 } })).toThrow(code)
    expect(() => new SampleSource(read, { signal: {} as never })).toThrow(code)
    expect(() => new SampleSource(read, { afterwards: 1 } as never)).toThrow(code)
  })

  it('counts for each of its readings alone, and tells those of the last', async () => {
    const source = fromLog(new Log())
    const first = source[Symbol.asyncIterator]()
    for (let i = 0; i < 60; i++) await first.next()
    const second = source[Symbol.asyncIterator]()
    await second.next()
    for (let i = 0; i < 60; i++) await first.next()
    expect([source.position, source.rejected]).toEqual([{ rows: 1 }, 0])
    await second.return()
    await first.return()
  })

  it('that throws, at once or later, ends with that error', async () => {
    const broken = [
      new SampleSource(() => {
        throw new Error('broken')
      }),
      new SampleSource(function* () {
        yield [{ x: [1] }]
        throw new Error('broken')
      }),
      new SampleSource(function* () {
        yield {
          [Symbol.iterator]() {
            throw new Error('broken')
          },
        }
      }),
    ]
    for (const source of broken) {
      await expect(lastValueFrom(source)).rejects.toThrow('broken')
      await expect(all(source)).rejects.toThrow('broken')
    }
  })
})

async function all(source: SampleSource): Promise<readonly Sample[]> {
  const samples: Sample[] = []
  for await (const sample of source) samples.push(sample)
  return samples
}

import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { from, lastValueFrom, type Observable, take, toArray } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { plainSample } from '../../src/broadcast/plainSample.js'
import { decodeSamples, encodeSamples } from '../../src/broadcast/samplesCodec.js'
import { pushSamples } from '../../src/client.js'
import { createLearner, dense, joinLabels, learn, type Learner, type Sample } from '../../src/index.js'
import { createBroadcaster, fromCsv, fromNdjson, openLearner } from '../../src/node.js'

/* The numbers of a sample reach the learner in double precision, by whichever way they come. */

const create = (): Learner => createLearner({ task: 'regression', layers: [dense(4)], seed: 1 })
/** Float32 would round the time to a multiple of 131,072 and the third to seven digits. */
const TIME = 1_795_829_699_012
const rows = Array.from({ length: 60 }, (_, i) => ({ time: TIME + i * 7, third: i / 3, y: TIME - i / 7 }))
const vectors: readonly Sample[] = rows.map(({ time, third, y }) => ({ x: [time, third], y }))
const records: readonly Sample[] = rows.map(({ time, third, y }) => ({ x: { time, third }, y }))

const hashOf = ({ model }: Learner): string =>
  createHash('sha256')
    .update(Float32Array.from(model?.parameters ?? []))
    .digest('hex')
const learned = (samples: readonly Sample[]): string => {
  const learner = create()
  for (const sample of samples) learner.learn(sample)
  return hashOf(learner)
}
const expected = learned(vectors)

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eddy-precision-'))
  closing.push(() => rm(path, { recursive: true }))
  return path
}

/** A server on a folder that learns what is pushed. To leave it is to stop it the hard way. */
async function trainer(path: string) {
  const learner = await openLearner(path, { create, everySamples: 1e9, everyMs: 1e9, takeOver: true })
  const server = await createBroadcaster({ port: 0, page: () => false })
  closing.push(() => server.close())
  const all = lastValueFrom(
    server.samples('readings', { durable: learner }).pipe(learn(learner), take(rows.length), toArray()),
  )
  return { learner, server, all }
}

async function pushed(samples: readonly Sample[]): Promise<readonly [live: string, replayed: string]> {
  const path = await folder()
  const first = await trainer(path)
  const url = `ws://localhost:${first.server.port}`
  await lastValueFrom(from(samples).pipe(pushSamples(url, { stream: 'readings' })))
  await first.all
  await first.server.close()
  const second = await trainer(path)
  await second.all
  return [hashOf(first.learner), hashOf(second.learner)]
}

const read = async (samples$: Observable<Sample>): Promise<readonly Sample[]> => lastValueFrom(samples$.pipe(toArray()))
const ndjson = (samples: readonly object[]): Readable =>
  Readable.from([Buffer.from(samples.map((sample) => JSON.stringify(sample)).join('\n'))])

describe('a time in milliseconds is not rounded to float32', () => {
  it('matters: rounded samples give other weights', () => {
    const rounded = vectors.map((sample) => ({ ...sample, x: Float32Array.from(sample.x as readonly number[]) }))
    expect(learned(rounded)).not.toBe(expected)
  })

  it.each<[string, () => Promise<readonly Sample[]>]>([
    ['records', async () => records],
    ['a copy of a sample', async () => vectors.map((sample) => plainSample(sample) as Sample)],
    [
      'a copy of a Float64Array',
      async () => vectors.map(({ x, y }) => plainSample({ x: Float64Array.from(x as readonly number[]), y }) as Sample),
    ],
    ['a frame of vectors', async () => decoded(vectors)],
    ['a frame of records', async () => decoded(records)],
    ['a frame that was decoded and encoded again', async () => decoded(decoded(vectors))],
    [
      'a frame of one sample that float32 holds among others',
      async () => {
        const [, ...others] = decoded([{ x: [1, 2], y: 0 }, ...vectors])
        return others
      },
    ],
    ['NDJSON', async () => read(fromNdjson(ndjson(rows), { target: 'y' }))],
    [
      'CSV',
      async () => {
        const text = ['time,third,y', ...rows.map(({ time, third, y }) => `${time},${third},${y}`)].join('\n')
        return read(fromCsv(Readable.from([Buffer.from(text)]), { target: 'y' }))
      },
    ],
    [
      'joinLabels',
      async () => {
        const requests = from(vectors.map(({ x }, i) => ({ x, id: String(i) })))
        const outcomes = from(vectors.map(({ y }, i) => ({ y: y as number, id: String(i) })))
        return read(joinLabels(requests, outcomes))
      },
    ],
  ])('by %s', async (_, come) => {
    expect(learned(await come())).toBe(expected)
  })

  it.each([
    ['vectors', vectors],
    ['records', records],
  ])('pushed as %s, live and replayed from the log', async (_, samples) => {
    expect(await pushed(samples)).toEqual([expected, expected])
  })
})

const decoded = (samples: readonly Sample[]): readonly Sample[] => {
  const { meta, body } = encodeSamples(samples)
  return decodeSamples(meta, body) as readonly Sample[]
}

describe('the column x', () => {
  const typeOf = (samples: readonly Sample[]): unknown => {
    const { meta } = encodeSamples(samples)
    return (meta['columns'] as readonly (readonly [string, string, number])[])[0]?.slice(0, 2)
  }
  it.each<[string, string, Sample['x']]>([
    ['f32', 'a Float32Array', Float32Array.of(0.1)],
    ['f32', 'whole numbers', [1, -255, 0]],
    ['f32', 'what is not finite', [Number.NaN, Number.POSITIVE_INFINITY, -0]],
    ['f64', 'a decimal fraction', [1, 0.1]],
    ['f64', 'a time', [TIME]],
    ['f64', 'a number above those of float32', [1e39]],
  ])('is %s for %s, and gives the same numbers back', (type, _, x) => {
    expect(typeOf([{ x }])).toEqual(['x', type])
    const [sample] = decoded([{ x }])
    expect(Array.from(sample?.x as ArrayLike<number>)).toEqual(Array.from(x as ArrayLike<number>))
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { lastValueFrom, take, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import { markOf } from '../../src/features/mark.js'
import { createRandom, type Sample } from '../../src/index.js'
import { fromCsv, fromNdjson, type SampleSource, type SourcePosition, type Unreadable } from '../../src/node.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-positions-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { next } = createRandom(5)
/** Long enough for several reads of the disk; a column whose type shows late, rows that don't fit, rows of two lines. */
const rows = Array.from({ length: 9000 }, (_, i) => {
  const [a, b] = [next().toFixed(6), next().toFixed(6)]
  if (i % 700 === 300) return `${a},${b}`
  if (i % 800 === 400) return `what,${b},x,,1`
  const text = i % 50 === 7 ? `"${'é'.repeat(i % 4)}\nsecond, line"` : `word${i % 5}`
  return `${a},${b},${text},${i < 5000 || i % 3 ? '' : i},${i % 2}`
})
const csv = `\ufeffa,b,text,late,y\n${rows.join('\n')}\n`
const ndjson = rows
  .map((row, i) => (i % 700 === 300 ? '{"half":' : JSON.stringify({ row, i, y: i / 2 })) + (i % 90 === 0 ? '\n' : ''))
  .join('\n')
const path = (name: string, bytes: string | Uint8Array): string => {
  const at = join(folder, name)
  writeFileSync(at, bytes)
  return at
}

type Open = (after?: SourcePosition, onProgress?: (bytes: number) => void) => SampleSource
const csvOf =
  (file: string): Open =>
  (after, onProgress) =>
    fromCsv(file, { target: 'y', after, ...(onProgress ? { onProgress } : {}) })
const ndjsonOf =
  (file: string): Open =>
  (after, onProgress) =>
    fromNdjson(file, { target: 'y', after, ...(onProgress ? { onProgress } : {}) })

const sources: readonly (readonly [string, Open])[] = [
  ['data.csv', csvOf(path('data.csv', csv))],
  ['data.csv.gz', csvOf(path('data.csv.gz', gzipSync(csv)))],
  ['data.ndjson', ndjsonOf(path('data.ndjson', ndjson))],
  ['data.ndjson.gz', ndjsonOf(path('data.ndjson.gz', gzipSync(ndjson)))],
]

async function read(source: SampleSource, count = Number.POSITIVE_INFINITY) {
  const rejected: Unreadable[] = []
  source.rejected$.subscribe((what) => rejected.push(what))
  const samples = await lastValueFrom(source.pipe(take(count), toArray()), { defaultValue: [] as Sample[] })
  return { samples, rejected, position: source.position, count: source.rejected }
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

describe.each(sources)('%s', (name, open) => {
  it('goes on anywhere, over and over: the same samples, the same records set aside, the same lines', async () => {
    const whole = await read(open())
    expect(whole.samples.length).toBeGreaterThan(8900)
    const { next: dice } = createRandom(8)
    const samples: Sample[] = []
    const rejected: Unreadable[] = []
    let after: SourcePosition | undefined = { rows: 0, marked: true }
    for (let run = 0; after; run++) {
      const count = 1 + Math.floor(dice() * (run % 3 === 0 ? 3 : 2000))
      const part = await read(open(after), count)
      samples.push(...part.samples)
      const last = part.samples.at(-1)
      const mark = last && markOf(last)
      // As the learner knows it: what its last sample says, through JSON.
      const position = mark?.position()
      const until: number = position?.rejected ?? part.count
      rejected.push(...part.rejected.slice(0, until - (after.rejected ?? 0)))
      after = position && ({ ...(json(position) as SourcePosition), marked: true } satisfies SourcePosition)
      if (part.samples.length < count) break
    }
    expect(json(samples)).toEqual(json(whole.samples))
    expect(rejected).toEqual(whole.rejected)
  })

  it('in a loop is that of the sample the loop has taken, as for a subscriber', async () => {
    for (const count of [1, 2, 700, 1234]) {
      const source = open()
      let taken = 0
      for await (const _ of source) {
        taken += 1
        if (taken === count) break
      }
      expect(source.position).toEqual((await read(open(), count)).position)
    }
  })

  it('after its end there is nothing, until it grows', async () => {
    const whole = await read(open())
    const again = await read(open(whole.position))
    expect(again.samples).toEqual([])
    expect(again.position).toMatchObject({ rows: whole.position.rows, rejected: whole.count })
  })

  it('carries marks only where they are asked for', async () => {
    const [plain] = (await read(open(), 1)).samples
    const [marked] = (await read(open({ rows: 0, marked: true }), 1)).samples
    expect(plain && markOf(plain)).toBeUndefined()
    expect(marked && markOf(marked)).toMatchObject({ source: join(folder, name), rows: 1 })
    // Through operators that copy, too; and never into JSON.
    expect(markOf({ ...marked, y: 1 } as Sample)?.rows).toBe(1)
    expect(JSON.stringify(marked)).toBe(JSON.stringify(plain))
  })
})

describe('a position', () => {
  it('in a plain file is sought, not read up to', async () => {
    const file = path('big.csv', csv)
    const first = await read(fromCsv(file, { target: 'y' }), 8000)
    let least = Number.POSITIVE_INFINITY
    const onProgress = (bytes: number): void => {
      least = Math.min(least, bytes)
    }
    const rest = await read(fromCsv(file, { target: 'y', after: first.position, onProgress }))
    expect(rest.samples.length).toBeGreaterThan(900)
    expect(least).toBeGreaterThan(first.position.from?.bytes ?? 0)
    expect(first.position.from?.bytes).toBeGreaterThan(131_072)
  })

  it('that is not of the data is refused', async () => {
    const file = path('short.csv', csv.slice(0, 4000))
    const { position } = await read(fromCsv(path('long.csv', csv), { target: 'y' }))
    const code = (wanted: string) => expect.objectContaining({ code: wanted })
    await expect(read(fromCsv(file, { target: 'y', after: position }))).rejects.toThrow(code('ERR_POSITION'))
    await expect(read(fromCsv(file, { target: 'a', after: position }))).rejects.toThrow(code('ERR_POSITION'))
    const zipped = path('short.csv.gz', gzipSync(csv.slice(0, 4000)))
    await expect(read(fromCsv(zipped, { target: 'y', after: position }))).rejects.toThrow(code('ERR_POSITION'))
  })
})

describe('a position of version 0.1.0', () => {
  const lines = Array.from({ length: 9000 }, (_, i) => ({
    a: i / 8,
    text: ` word ${i % 5} `,
    ok: i % 2 === 1,
    y: i % 4 ? '1.0' : '0.0',
    missing: i % 3 !== 0,
  }))
  const table = lines.map(({ a, text, ok, y, missing }, i) => `${a},${missing ? 'NA' : i},${text},${ok},${y}`)
  const old = path('old.csv', `a,b,text,ok,y\n${table.join('\n')}\n`)
  const records = lines.map(({ a, text, y }) => `${JSON.stringify({ a: String(a), text, when: 'NA', y })}\n`)
  const oldJson = path('old.ndjson', records.join(''))
  // As that version wrote them.
  const reading = {
    delimiter: ',',
    schema: {
      columns: [
        { name: 'a', type: 'number' },
        { name: 'b', type: 'number' },
        { name: 'text', type: 'text' },
        { name: 'ok', type: 'boolean' },
        { name: 'y', type: 'number' },
      ],
      target: 'y',
      task: 'classification',
      classes: ['0.0', '1.0'],
    },
  }

  it.each([
    { rows: 100, from: { bytes: 0, lines: 0, rows: 0 }, reading },
    { rows: 5000, from: { bytes: 131_062, lines: 4537, rows: 4536 }, reading },
  ])('goes on as that version would have: row $rows of a CSV', async (after) => {
    const { samples, rejected } = await read(fromCsv(old, { target: 'y', after }))
    const wanted = lines.map(({ a, text, ok, y, missing }, i) => ({ x: { a, b: missing ? null : i, text, ok }, y }))
    expect(samples).toEqual(wanted.slice(after.rows))
    expect(rejected).toEqual([])
  })

  it.each([
    { rows: 100, from: { bytes: 0, lines: 0, rows: 0 } },
    { rows: 5000, from: { bytes: 262_129, lines: 4782, rows: 4782 } },
  ])('goes on as that version would have: line $rows of NDJSON', async (after) => {
    const { samples, rejected } = await read(fromNdjson(oldJson, { target: 'y', after }))
    const wanted = lines.map(({ a, text, y }) => ({ x: { a: String(a), text, when: 'NA' }, y }))
    expect(samples).toEqual(wanted.slice(after.rows))
    expect(rejected).toEqual([])
  })
})

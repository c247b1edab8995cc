import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { lastValueFrom, take, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom, type Sample } from '../../../src/index.js'
import { type ByteInput, fromCsv, fromNdjson, type SourcePosition, type TableSource } from '../../../src/node.js'
import { type Damaged, damagedTables } from './damagedTables.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-damaged-'))
afterAll(() => rmSync(folder, { recursive: true }))

const open = ({ ndjson, options }: Damaged, input: ByteInput, after?: SourcePosition): TableSource =>
  (ndjson ? fromNdjson : fromCsv)(input, { target: 'y', ...options, after })

async function read(source: TableSource, count = Number.POSITIVE_INFINITY) {
  const asides: string[] = []
  source.rejected$.subscribe(({ code, reason }) => asides.push(`${code}: ${reason}`))
  const samples = await lastValueFrom(source.pipe(take(count), toArray()), { defaultValue: [] as Sample[] })
  return { samples, asides, report: source.report, position: source.position }
}

/** The target's name is not told when there is no header to have it. */
const fields = (samples: readonly object[]): unknown =>
  samples.map((sample) => ({ ...sample, x: Object.entries((sample as Sample).x) }))

describe.each(damagedTables)('$name', (damaged) => {
  const path = join(folder, `${damagedTables.indexOf(damaged)}.csv`)
  writeFileSync(path, damaged.content)

  it('is read as the clean table, and said', async () => {
    const { samples, asides, report } = await read(open(damaged, path))
    expect(asides).toHaveLength(damaged.aside ?? 0)
    expect(fields(samples)).toEqual(fields(damaged.samples ?? []))
    expect(report?.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining([...(damaged.says ?? [])]))
    expect(report).toMatchObject({ ended: true, rejected: asides.length })
  })

  it('however it is cut into chunks', async () => {
    const { next } = createRandom(4)
    const bytes = Buffer.from(damaged.content)
    const chunks: Uint8Array[] = []
    for (let at = 0; at < bytes.byteLength; ) {
      const size = bytes.byteLength > 100_000 ? 70_000 : 1 + Math.floor(next() * 90)
      chunks.push(bytes.subarray(at, at + size))
      at += size
    }
    const { samples, asides } = await read(open(damaged, Readable.from(chunks)))
    expect(asides).toHaveLength(damaged.aside ?? 0)
    expect(fields(samples)).toEqual(fields(damaged.samples ?? []))
  })

  it('goes on after a position', async () => {
    const first = await read(open(damaged, path), 50)
    const position = JSON.parse(JSON.stringify(first.position)) as SourcePosition
    const rest = await read(open(damaged, path, position))
    expect(fields([...first.samples, ...rest.samples])).toEqual(fields(damaged.samples ?? []))
  })
})

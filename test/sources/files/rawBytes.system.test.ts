import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { lastValueFrom, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import { type ByteInput, fromNdjson } from '../../../src/node.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-raw-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = (name: string): string => join(folder, name)

const lines = '{"a":1}\n{"a":2}\n'
const rows = [{ x: { a: 1 } }, { x: { a: 2 } }]
const read = (input: ByteInput) => lastValueFrom(fromNdjson(input).pipe(toArray()))
const code = (wanted: string) => expect.objectContaining({ code: wanted })

describe('bytes', () => {
  it('come from paths, streams of bytes or text, web streams, and iterables', async () => {
    writeFileSync(path('data'), lines)
    const web = new Blob([lines]).stream() as unknown as AsyncIterable<Uint8Array>
    async function* cut(): AsyncGenerator<Uint8Array> {
      for (const byte of Buffer.from(lines)) yield Uint8Array.of(byte)
    }
    const inputs = [path('data'), new URL(`file://${path('data')}`), Readable.from([lines]), web, cut()]
    for (const input of inputs) expect(await read(input)).toEqual(rows)
  })

  it('are recognised as gzip however they are cut', async () => {
    const pieces = Array.from(gzipSync(lines), (byte) => Uint8Array.of(byte))
    expect(await read(Readable.from(pieces))).toEqual(rows)
  })

  it('come once from a stream: a second reading is refused', async () => {
    const source = fromNdjson(Readable.from([lines]))
    expect(await lastValueFrom(source.pipe(toArray()))).toEqual(rows)
    await expect(lastValueFrom(source.pipe(toArray()))).rejects.toEqual(code('ERR_STREAM_USED'))
    await expect(read(Readable.from([lines]).destroy())).rejects.toEqual(code('ERR_STREAM_USED'))
  })

  it('are no values, no folder, and nothing that is not there', async () => {
    await expect(read(Readable.from([{ a: 1 }]))).rejects.toEqual(code('ERR_BYTES'))
    await expect(read(folder)).rejects.toEqual(code('ERR_NO_FILE'))
    await expect(read(path('none'))).rejects.toEqual(code('ERR_NO_FILE'))
    expect(() => fromNdjson(7 as never)).toThrow(code('ERR_OPTION'))
    expect(() => fromNdjson('')).toThrow(code('ERR_OPTION'))
  })

  it("keep a stream's own error", async () => {
    const broken = new Readable({
      read() {
        this.destroy(new Error('of the stream'))
      },
    })
    await expect(read(broken)).rejects.toThrow('of the stream')
  })
})

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  it('is waited for, gives each line while the writer goes on, and ends with the writer', async () => {
    execFileSync('mkfifo', [path('pipe')])
    const got: unknown[] = []
    const done = (async () => {
      for await (const sample of fromNdjson(path('pipe'))) got.push(sample)
    })()
    // Nobody writes yet: it neither ends nor fails.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const writer = createWriteStream(path('pipe'))
    writer.write('{"a":1}\n')
    while (got.length < 1) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(got).toEqual([rows[0]])
    writer.end('{"a":2}\n')
    await done
    expect(got).toEqual(rows)
  })
})

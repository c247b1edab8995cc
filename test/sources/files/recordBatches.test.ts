import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/index.js'
import { LineCutter, type RecordBatch } from '../../../src/sources/files/recordBatches.js'
import { TextDecoding } from '../../../src/sources/files/textDecoding.js'

/** Records are lines; one that ends with a backslash goes on in the next. */
const cutterOf = (maxRecord?: number) =>
  new LineCutter<string>(
    {
      cut(text, { final, giveUp }) {
        const lines = text.split(/\r\n|\r|\n/)
        if (lines.at(-1) === '') lines.pop()
        const records: string[] = []
        for (let at = 0; at < lines.length; at++) {
          const begin = at
          while (lines[at]?.endsWith('\\') && at + 1 < lines.length) at += 1
          const open = lines[at]?.endsWith('\\') ?? false
          if (open && !final && !(giveUp && begin === 0)) return { records, lines: begin, open: lines.length - begin }
          if (open) at = begin
          records.push(open ? `given up: ${lines[begin]}` : lines.slice(begin, at + 1).join(''))
        }
        return { records, lines: lines.length, open: 0 }
      },
      tooLong: (line) => `too long: line ${line}`,
    },
    { decoding: new TextDecoding(), ...(maxRecord === undefined ? {} : { maxRecord }) },
  )

function batches(chunks: readonly Uint8Array[], maxRecord?: number): readonly RecordBatch<string>[] {
  const cutter = cutterOf(maxRecord)
  return [...chunks.flatMap((chunk) => [...cutter.take(chunk)]), ...cutter.end()]
}

const all = (found: readonly RecordBatch<string>[]): readonly string[] => found.flatMap(({ records }) => [...records])

function cut(text: string, size: () => number): readonly Uint8Array[] {
  const bytes = Buffer.from(text)
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.byteLength; at += chunks.at(-1)?.byteLength ?? 1)
    chunks.push(bytes.subarray(at, at + size()))
  return chunks
}

describe('records of bytes', () => {
  const text = 'one\nzwölf\\\nthree\r\n\rfive\\\nsix\\\nseven\nend'

  it('are the same however the bytes are cut, and say where they begin', () => {
    const { next } = createRandom(3)
    const whole = all(batches([Buffer.from(text)]))
    expect(whole).toEqual(['one', 'zwölf\\three', '', 'five\\six\\seven', 'end'])
    for (let run = 0; run < 200; run++) {
      const found = batches(cut(text, () => 1 + Math.floor(next() * 9)))
      expect(all(found)).toEqual(whole)
      for (const { bytes, lines, records } of found) {
        const rest = Buffer.from(text).subarray(bytes)
        expect(all(batches([rest])).slice(0, records.length)).toEqual(records)
        expect(text.slice(0, Buffer.from(text).subarray(0, bytes).toString().length).split(/\r\n|\r|\n/)).toHaveLength(
          lines + 1,
        )
      }
    }
  })

  it('say whether the last one has an end', () => {
    expect(batches([Buffer.from('a\nb')]).map(({ unended }) => unended)).toEqual([false, true])
    expect(batches([Buffer.from('a\nb\n')]).map(({ unended }) => unended)).toEqual([false])
    expect(batches([Buffer.from('a\rb\r')]).map(({ unended }) => unended)).toEqual([false, false])
  })

  it('that are too long are set aside one by one, in memory that is bounded', () => {
    const long = `one\n${'x'.repeat(500)}\ntwo\n${'y'.repeat(500)}`
    for (const size of [1, 7, 64]) {
      expect(
        all(
          batches(
            cut(long, () => size),
            100,
          ),
        ),
      ).toEqual(['one', 'too long: line 2', 'two', 'too long: line 4'])
    }
  })

  it('that go on for too many lines lose the first of them', () => {
    const open = `a\\\n${'bbbbbbb\\\n'.repeat(30)}`
    const found = all(
      batches(
        cut(`${open}c\nd\n`, () => 16),
        100,
      ),
    )
    expect(found[0]).toBe('given up: a\\')
    expect(found.at(-1)).toBe('d')
  })
})

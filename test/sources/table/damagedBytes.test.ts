import { Readable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EddyError } from '../../../src/index.js'
import { fromCsv, fromNdjson } from '../../../src/node.js'
import { cellsOf, cleanRows, csv, samplesOf } from './cleanTable.js'

const rows = cleanRows.slice(0, 40)
const tables = [
  ['fromCsv', fromCsv, csv(cellsOf(rows))],
  [
    'fromNdjson',
    fromNdjson,
    samplesOf(rows)
      .map(({ x, y }) => `${JSON.stringify({ ...x, y })}\n`)
      .join(''),
  ],
] as const

/** Bytes that are replaced, put in or taken out. */
const damage = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  remove: fc.nat(3),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc
      .constantFrom(
        ...['"', '""', '\\"', '\r', '\n', '\0', ',', ';', '\t', '{', '}', '[', ']', '\ufeff', '€', '1e999', '#'],
      )
      .map((text) => Buffer.from(text)),
  ),
})

describe.each(tables)('%s of a table with damaged bytes', (_, open, table) => {
  // What is damaged in a header may make all of its rows unreadable.
  const header = table.startsWith('{') ? 0 : table.indexOf('\n') + 1

  it('gives each record once, as a sample or set aside, or one clear error', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 500 }),
        async (all, size) => {
          let bytes = Buffer.from(table)
          for (const { at, remove, put } of all) {
            const from = Math.floor(header + at * (bytes.byteLength - header))
            bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + remove)])
          }
          const chunks = Array.from({ length: Math.ceil(bytes.byteLength / size) }, (__, i) =>
            bytes.subarray(size * i, size * (i + 1)),
          )
          const source = open(Readable.from(chunks), { target: 'y' })
          let samples = 0
          try {
            await source.forEach(() => {
              samples += 1
            })
          } catch (error) {
            expect(error).toBeInstanceOf(EddyError)
            return
          }
          const { report } = source
          expect(samples + source.rejected).toBeLessThanOrEqual(report?.rows ?? 0)
          expect(report?.rows ?? 0).toBeLessThan(2 * rows.length)
          // A few bytes cost a few records.
          expect(samples).toBeGreaterThanOrEqual(Math.min(rows.length - 30, 10))
        },
      ),
      { numRuns: 300, seed: 8 },
    )
  })
})

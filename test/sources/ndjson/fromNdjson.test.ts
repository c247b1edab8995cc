import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Sample } from '../../../src/index.js'
import { fromNdjson, type NdjsonOptions, type Unreadable } from '../../../src/node.js'

async function read(content: string | Uint8Array, options: NdjsonOptions = {}) {
  const source = fromNdjson(Readable.from([Buffer.from(content)]), options)
  const samples: Sample[] = []
  const set: Unreadable[] = []
  source.rejected$.subscribe((unreadable) => set.push(unreadable))
  const code = await new Promise((resolve) => {
    source.subscribe({
      next: (sample) => samples.push(sample),
      error: ({ code: stable }: { code: string }) => resolve(stable),
      complete: () => resolve(undefined),
    })
  })
  return { samples, set, code, position: source.position }
}

describe('fromNdjson', () => {
  it('reads objects, nested ones with dotted names', async () => {
    const { samples, position } = await read(
      '{"a":1,"b":{"c":"x","d":[2,null]},"y":true,"id":7}\n\n{"a":2,"y":false,"id":8,"at":"2024-01-01"}',
      { target: 'y', id: 'id', at: 'at' },
    )
    expect(samples).toEqual([
      { x: { a: 1, 'b.c': 'x', 'b.d.0': 2, 'b.d.1': null }, y: true, id: '7', at: Number.NaN },
      { x: { a: 2, at: '2024-01-01' }, y: false, id: '8', at: Date.UTC(2024, 0, 1) },
    ])
    expect(position).toMatchObject({ rows: 2 })
  })

  it('sets aside what is no JSON object, with its line', async () => {
    const { samples, set } = await read(`{"a":1}\nnot json\n[1]\n7\n{"a":2}\n${'{"a":'.repeat(12)}1${'}'.repeat(12)}\n`)
    expect(samples.map(({ x }) => x)).toEqual([{ a: 1 }, { a: 2 }])
    expect(set.map(({ code, line }) => [code, line])).toEqual([
      ['ERR_JSON', 2],
      ['ERR_JSON', 3],
      ['ERR_JSON', 4],
      ['ERR_JSON', 6],
    ])
  })

  it('reads gzip, and goes on after a position', async () => {
    const lines = Array.from({ length: 100 }, (_, i) => JSON.stringify({ i })).join('\n')
    const { samples } = await read(gzipSync(lines), { after: { rows: 90 } })
    expect(samples.map(({ x }) => x)).toEqual(Array.from({ length: 10 }, (_, i) => ({ i: 90 + i })))
  })

  it('HTML and nothing at all are one clear error each; a line that is too long is set aside', async () => {
    expect((await read('<html>')).code).toBe('ERR_NOT_JSON')
    expect((await read('')).code).toBe('ERR_EMPTY')
    const { samples, set } = await read(`{"a":1}\n${'x'.repeat(500)}\n{"a":2}\n`, { maxLine: 100 })
    expect(samples.map(({ x }) => x)).toEqual([{ a: 1 }, { a: 2 }])
    expect(set).toEqual([{ code: 'ERR_JSON', reason: 'longer than 100 bytes', line: 2 }])
  })

  it('throws nothing else, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (noise) => {
        const { code } = await read(noise)
        expect([undefined, 'ERR_EMPTY', 'ERR_NOT_JSON', 'ERR_NOT_A_TABLE', 'ERR_GZIP']).toContain(code)
      }),
      { numRuns: 200 },
    )
  })
})

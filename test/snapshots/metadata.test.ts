import fc from 'fast-check'
import { Packr } from 'msgpackr'
import { describe, expect, it } from 'vitest'
import { ModelFeed } from '../../src/broadcast/modelFeed.js'
import { encodeSamples } from '../../src/broadcast/samplesCodec.js'
import { webSocketMessages } from '../../src/broadcast/server/webSocketMessage.js'
import { encodeFrame, FrameType } from '../../src/snapshots/frame.js'
import { decodeMetadata, encodeMetadata } from '../../src/snapshots/metadata.js'

const refused = expect.objectContaining({ code: 'ERR_METADATA' })
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

describe('metadata', () => {
  it('is JSON and bytes, and comes back as it was', () => {
    const json = fc.dictionary(
      fc.string({ maxLength: 10 }).filter((key) => key !== '__proto__'),
      fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true }).map((value) => value + 0),
        fc.string(),
        fc.boolean(),
        fc.constant(null),
        fc.array(fc.integer()),
      ),
      { noNullPrototype: true, maxKeys: 8 },
    )
    fc.assert(
      fc.property(json, (value) => {
        expect(decodeMetadata(encodeMetadata(value))).toEqual(value)
      }),
    )
    expect(decodeMetadata(encodeMetadata({ b: Uint8Array.of(1, 2) }))['b']).toEqual(new Uint8Array([1, 2]))
    expect(decodeMetadata(encodeMetadata({ n: 2 ** 53 - 1 }))).toEqual({ n: 2 ** 53 - 1 })
  })

  it.each([
    ['a Float32Array', new Float32Array(4)],
    ['a DataView', new DataView(new ArrayBuffer(4))],
    ['a Map', new Map()],
    ['a Date', new Date(0)],
    ['a function', () => 1],
    ['a bigint', 1n],
  ])('refuses to encode %s: nothing of the memory around it may travel', (_, value) => {
    expect(() => encodeMetadata({ deep: [value] })).toThrow(refused)
  })

  it('refuses to encode more than anyone decodes', () => {
    expect(() => encodeMetadata({ a: new Array(256).fill({}) })).toThrow(refused)
    expect(decodeMetadata(encodeMetadata({ a: new Array(254).fill({}) }))['a']).toHaveLength(254)
  })

  it('never sends bytes of the process: a secret all over its memory is in none of 100,000 frames', () => {
    const feed = new ModelFeed('m', { epoch: 1n, fence: 0 })
    const values = new Float32Array(9)
    let frames = 0
    for (let i = 0; i < 25_000; i++) {
      // Memory that was the secret's, free again, and pooled memory that still is.
      Buffer.allocUnsafe(64 + (i % 512)).fill('SECRET')
      if (i % 100 === 0) Buffer.allocUnsafeSlow(70_000).fill('SECRET')
      values[i % 9] = i
      feed.publish([{ name: 'parameters', type: 'f32', length: 9, values }], { samples: i, steps: i, rejected: 0 })
      const samples = encodeSamples([
        { x: [i], y: 'x'.repeat(i % 50) },
        { x: { a: i }, id: String(i) },
      ])
      const meta = { ...samples.meta, i, text: 'x'.repeat(i % 50), bytes: Buffer.alloc(4096, 'SECRET').subarray(0, 0) }
      const sent = [
        ...(feed.wayFrom(undefined)?.packets ?? []),
        encodeFrame({ type: FrameType.SAMPLES, meta, body: samples.body }),
        encodeFrame({ type: FrameType.HELLO, meta: { want: { m: null }, i } }),
        webSocketMessages([encodeFrame({ type: FrameType.LATEST, meta: { model: 'm' } })]),
      ]
      frames += sent.length
      // As they go out, and what a careless consumer of `.buffer` would send.
      for (const { buffer } of sent) if (Buffer.from(buffer).includes('SECRET')) expect.fail(`in round ${i}`)
    }
    expect(frames).toBe(100_000)
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array(0)],
    ['an array', Uint8Array.of(0x90)],
    ['a map cut off', Uint8Array.of(0x81, 0xa1, 0x61)],
    ['a trailing byte', Uint8Array.of(0x80, 0x00)],
    ['an extension', Uint8Array.of(0x81, 0xa1, 0x61, 0xd4, 0x01, 0x00)],
    ['a date, as an extension', new Packr({ useRecords: false }).pack({ a: new Date(0) })],
    ['a record of msgpackr', new Packr({ useRecords: true }).pack([{ a: 1 }])],
    ['a map of 2^31 entries', Uint8Array.of(0xdf, 0x80, 0, 0, 0)],
    ['a string of 4 GiB', Uint8Array.of(0x81, 0xa1, 0x61, 0xdb, 0xff, 0xff, 0xff, 0xff)],
    ['300 containers', new Packr({ useRecords: false, variableMapSize: true }).pack({ a: new Array(300).fill({}) })],
    ['depth 12', new Packr({ useRecords: false, variableMapSize: true }).pack({ a: nested(12) })],
    ['17 KiB', new Packr({ useRecords: false, variableMapSize: true }).pack({ a: 'x'.repeat(17_000) })],
  ])('refuses %s', (_, bytes) => {
    expect(() => decodeMetadata(bytes)).toThrow(refused)
  })

  it('throws nothing else, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        try {
          decodeMetadata(Uint8Array.of(0x82, ...noise))
        } catch (error) {
          expect(error).toEqual(refused)
        }
      }),
      { numRuns: 5000 },
    )
  })
})

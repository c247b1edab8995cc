import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../src/snapshots/crc32.js'
import { decodeFrame, encodeFrame, FLAG_LOSSY, type Frame, FrameType } from '../../src/snapshots/frame.js'

const frame: Frame = {
  type: FrameType.FULL,
  flags: FLAG_LOSSY,
  epoch: 0xfedcba9876543210n,
  version: 4_294_967_296_123,
  baseVersion: 7,
  fence: 3,
  chunk: 1,
  chunks: 2,
  stateHash: 0x0123456789abcdefn,
  meta: { model: 'vitals', columns: [['parameters', 'f32', 3]], bytes: 16, about: { samples: 12, loss: 0.5 } },
  body: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
}

/* Header row by row, then metadata {model: 'm'}, zeros, body. */
const GOLDEN = [
  '45444459011100011032547698badcfe',
  '7b000000e80300000700000000000000',
  '030000000900000009000000ef6a1981',
  '0100020000000000efcdab8967452301',
  '81a56d6f64656ca16d00000000000000',
  '010203040506070809',
].join('')

/** Changes bytes and makes the checksum right again, as an attacker would. */
function forged(change: (bytes: Uint8Array, view: DataView) => Uint8Array | undefined): Uint8Array {
  const bytes = encodeFrame(frame)
  const changed = change(bytes, new DataView(bytes.buffer)) ?? bytes
  const view = new DataView(changed.buffer, changed.byteOffset, changed.byteLength)
  view.setUint32(44, 0, true)
  view.setUint32(44, crc32(changed), true)
  return changed
}

const code = (bytes: Uint8Array, bodyBytes?: number): string => {
  try {
    decodeFrame(bytes, bodyBytes === undefined ? {} : { bodyBytes })
    return 'decoded'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a frame', () => {
  it('comes back as it was', () => {
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
    expect(decodeFrame(encodeFrame({ type: FrameType.PING }))).toMatchObject({ version: 0, chunks: 1, meta: {} })
  })

  it('is laid out as drawn: these bytes of version 1 must be readable for ever', () => {
    const hex = Buffer.from(encodeFrame({ ...frame, meta: { model: 'm' } })).toString('hex')
    expect(hex).toBe(GOLDEN)
  })

  it('has a body that numbers can be read from in place', () => {
    const shifted = new Uint8Array(encodeFrame(frame).byteLength + 3)
    shifted.set(encodeFrame(frame), 3)
    const { body } = decodeFrame(shifted.subarray(3))
    expect(body.byteOffset % 8).toBe(0)
    expect(body).toEqual(frame.body)
  })

  it('with any bit flipped is refused', () => {
    const bytes = encodeFrame(frame)
    for (let bit = 0; bit < bytes.byteLength * 8; bit++) {
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(code(bytes), `bit ${bit}`).toBe('ERR_FRAME_CRC')
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    }
  })

  it('cut anywhere is refused', () => {
    const bytes = encodeFrame(frame)
    for (let end = 0; end < bytes.byteLength; end++)
      expect(code(bytes.subarray(0, end))).toBe(end < 64 ? 'ERR_FRAME_CUT' : 'ERR_FRAME_CRC')
  })

  it.each<[string, Parameters<typeof forged>[0], string]>([
    ['another magic', (_, view) => void view.setUint8(0, 0), 'ERR_FRAME_MALFORMED'],
    ['another protocol', (_, view) => void view.setUint8(4, 2), 'ERR_FRAME_VERSION'],
    ['an unknown critical flag', (_, view) => void view.setUint16(6, 0x8000, true), 'ERR_FRAME_VERSION'],
    ['a version beyond 2^53', (_, view) => void view.setBigUint64(16, 2n ** 53n, true), 'ERR_FRAME_MALFORMED'],
    ['chunk 2 of 2', (_, view) => void view.setUint16(48, 2, true), 'ERR_FRAME_MALFORMED'],
    ['a reserved field in use', (_, view) => void view.setUint32(52, 1, true), 'ERR_FRAME_MALFORMED'],
    ['metadata of 4 GiB', (_, view) => void view.setUint32(36, 0xffffffff, true), 'ERR_FRAME_TOO_BIG'],
    ['a body of 4 GiB', (_, view) => void view.setUint32(40, 0xffffffff, true), 'ERR_FRAME_TOO_BIG'],
    ['a byte too many', (bytes) => Uint8Array.of(...bytes, 0), 'ERR_FRAME_MALFORMED'],
  ])('with %s is refused', (_, change, wanted) => {
    expect(code(forged(change))).toBe(wanted)
  })

  it('with an unknown flag in the low byte is taken', () => {
    expect(code(forged((_, view) => void view.setUint16(6, 0x0001, true)))).toBe('decoded')
  })

  it('is refused by its announced size before anything of that size is made', () => {
    expect(code(encodeFrame(frame), 8)).toBe('ERR_FRAME_TOO_BIG')
  })

  it('of random bytes never throws anything but an EddyError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const bytes = forged((original) => {
          original.set(noise.subarray(0, original.byteLength - 64), 64)
          return undefined
        })
        expect(code(bytes)).toMatch(/^(decoded|ERR_)/)
        expect(code(noise)).toMatch(/^ERR_FRAME/)
      }),
    )
  })
})

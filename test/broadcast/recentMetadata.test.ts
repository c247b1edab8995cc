import { describe, expect, it } from 'vitest'
import { readingWith, RecentMetadata } from '../../src/broadcast/recentMetadata.js'
import { decodeFrame, encodeFrame, FrameType } from '../../src/snapshots/frame.js'
import { encodeMetadata } from '../../src/snapshots/metadata.js'

describe('the metadata of acknowledgements', () => {
  it('is decoded once where it comes again, and is frozen', () => {
    const recent = new RecentMetadata()
    const first = recent.decode(encodeMetadata({ model: 'a' }))
    expect(first).toEqual({ model: 'a' })
    expect(recent.decode(encodeMetadata({ model: 'a' }))).toBe(first)
    expect(Object.isFrozen(first)).toBe(true)
    expect(recent.decode(encodeMetadata({ model: 'b' }))).toEqual({ model: 'b' })
    expect(recent.decode(encodeMetadata({ model: 'ab' }))).toEqual({ model: 'ab' })
    expect(recent.decode(encodeMetadata({ model: 'a' }))).toEqual({ model: 'a' })
  })

  it('does not follow the bytes it came from, which are used again', () => {
    const recent = new RecentMetadata()
    const bytes = encodeMetadata({ model: 'a' })
    const first = recent.decode(bytes)
    bytes.set(encodeMetadata({ model: 'b' }))
    expect(recent.decode(bytes)).toEqual({ model: 'b' })
    expect(first).toEqual({ model: 'a' })
  })

  it('is refused each time where it is malformed', () => {
    const recent = new RecentMetadata()
    for (let i = 0; i < 2; i++)
      expect(() => recent.decode(Uint8Array.of(0xc1))).toThrowError(expect.objectContaining({ code: 'ERR_METADATA' }))
  })

  it('of other frames is decoded anew', () => {
    const { others } = readingWith(100)
    const frame = encodeFrame({ type: FrameType.HELLO, meta: { token: 'x' } })
    expect(decodeFrame(frame, others).meta).not.toBe(decodeFrame(frame, others).meta)
  })
})

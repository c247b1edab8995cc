import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from '../../src/snapshots/crc32.js'
import { stateHashOf, xxHash32 } from '../../src/snapshots/xxHash32.js'

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('xxHash32', () => {
  // From the reference implementation, xxHash 0.8.
  it.each([
    ['', 0, 0x02cc5d05],
    ['', 1, 0x0b2cb792],
    ['a', 0, 0x550d7456],
    ['abc', 0, 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0, 0xe2293b2f],
  ])('of %j under seed %i', (input, seed, wanted) => {
    expect(xxHash32(text(input), seed)).toBe(wanted)
  })

  it('does not care where in memory the bytes lie', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 7 }), (bytes, shift) => {
        const moved = new Uint8Array(bytes.length + shift)
        moved.set(bytes, shift)
        expect(xxHash32(moved.subarray(shift), 5)).toBe(xxHash32(bytes, 5))
      }),
    )
  })

  it('makes a state hash of two halves', () => {
    expect(stateHashOf(text(''))).toBe(0x0b2cb79202cc5d05n)
  })
})

describe('crc32', () => {
  it('has the check value of the standard', () => {
    expect(crc32(text('123456789'))).toBe(0xcbf43926)
    expect(crc32(text(''))).toBe(0)
  })

  it('goes on where it stopped', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes))
        // Node has its own from 22 on.
        if (typeof zlibCrc32 === 'function') expect(crc32(bytes)).toBe(zlibCrc32(bytes))
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, textBytes } from '../../../src/broadcast/live/cutText.js'

describe('a text cut', () => {
  it('takes at most as many bytes, is a beginning of it, and tears no character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat({ max: 40 }), (text, most) => {
        const cut = cutText(text, most)
        expect(text.startsWith(cut)).toBe(true)
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most)
        expect(cut).not.toMatch(/[\ud800-\udbff]$/)
        const next = String.fromCodePoint(text.slice(cut.length).codePointAt(0) ?? 0)
        if (cut !== text) expect(Buffer.byteLength(cut + next)).toBeGreaterThan(most)
        expect(textBytes(text)).toBe(Buffer.byteLength(text))
      }),
    )
    expect(cutText('ab😀', 5)).toBe('ab')
    expect(cutText('日本語', 7)).toBe('日本')
  })
})

import { describe, expect, it } from 'vitest'
import { fromUtf16, TextDecoding, utf16Of } from '../../../src/sources/files/textDecoding.js'

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1')

describe('a text whose encoding nobody said', () => {
  it('is UTF-8', () => {
    const decoding = new TextDecoding()
    expect(decoding.decode(Buffer.from('grün €'))).toBe('grün €')
    expect(decoding.state).toBe('utf-8')
  })

  it('is open as long as it is ASCII, and then Windows-1252 where it is no UTF-8', () => {
    const decoding = new TextDecoding()
    expect(decoding.decode(Buffer.from('abc'))).toBe('abc')
    expect(decoding.state).toBe('ascii')
    expect(decoding.decode(latin1('gr\xfcn \x80 \x93'))).toBe('grün € “')
    expect([decoding.state, decoding.encoding]).toEqual(['windows-1252', 'windows-1252'])
    expect(decoding.decode(Buffer.from('ü'))).toBe('Ã¼')
  })

  it('stays UTF-8 where it was, whatever comes', () => {
    const decoding = new TextDecoding()
    decoding.decode(Buffer.from('ü'))
    expect(decoding.decode(latin1('gr\xfcn'))).toBe('gr\ufffdn')
  })

  it('is no Windows-1252 with characters that this doesn’t have', () => {
    const decoding = new TextDecoding()
    expect(decoding.decode(latin1('\xfc\x81\x01'))).toContain('\ufffd')
    expect(decoding.state).toBe('utf-8')
  })

  it('that holds U+FFFD itself is UTF-8', () => {
    const decoding = new TextDecoding()
    expect(decoding.decode(Buffer.from('a\ufffd'))).toBe('a\ufffd')
    expect(decoding.state).toBe('utf-8')
  })

  it('goes on as it was known', () => {
    expect(new TextDecoding('windows-1252').decode(latin1('\xfc'))).toBe('ü')
    expect(new TextDecoding('utf-8').decode(latin1('\xfc'))).toBe('\ufffd')
    expect(new TextDecoding('ascii').decode(latin1('\xfc'))).toBe('ü')
  })
})

describe('a text of 16-bit units', () => {
  const units = (text: string): Buffer => Buffer.from(text, 'utf16le')

  it.each([
    ['a mark', units('\ufeffa,b'), 'utf-16le'],
    ['the other mark', units('\ufeffa,b').swap16(), 'utf-16be'],
    ['zeros', units('a,b\n1,2\n'), 'utf-16le'],
    ['zeros in front', units('a,b\n1,2\n').swap16(), 'utf-16be'],
    ['none', Buffer.from('a,b\n1,2\n'), undefined],
    ['a few zeros', Buffer.from('a,\0b\n1,2\n\0'), undefined],
    ['nothing', Buffer.alloc(0), undefined],
    ['zeros alone', Buffer.alloc(64), undefined],
  ])('is told by %s', (_, bytes, encoding) => {
    expect(utf16Of(bytes)).toBe(encoding)
  })

  it('comes as UTF-8, however it is cut', async () => {
    const bytes = units('\ufeffgrün,€\n𝄞,1\n')
    const chunks = (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte)
    })()
    const parts: Uint8Array[] = []
    for await (const part of fromUtf16(chunks, 'utf-16le')) parts.push(part)
    expect(Buffer.concat(parts).toString()).toBe('grün,€\n𝄞,1\n')
  })
})

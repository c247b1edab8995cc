import { describe, expect, it } from 'vitest'
import { visibleJson, visibleText } from '../src/visibleText.js'

/** Every character that Unicode calls a control, format or separator character, and lone surrogates. */
const UNSAFE = Array.from({ length: 0x110000 }, (_, code) => code).filter((code) => {
  if (code === 0x200c || code === 0x200d) return false
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(String.fromCodePoint(code))
})

describe('visibleText', () => {
  it('escapes every character that a terminal acts on', () => {
    expect(UNSAFE.length).toBeGreaterThan(2000)
    const shown = UNSAFE.map((code) => visibleText(`a${String.fromCodePoint(code)}b`))
    expect(shown.filter((text) => !/^a\\(n|r|t|x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{5,6}\})b$/.test(text))).toEqual([])
    expect(new Set(shown).size).toBe(shown.length)
  })

  it.each([
    ['\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['two\r\nlines\t', 'two\\r\\nlines\\t'],
    ['\x9b2J', '\\x9b2J'],
    ['abc\u202ecba', 'abc\\u202ecba'],
    ['\u2028\u2029', '\\u2028\\u2029'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
    ['half \ud800', 'half \\ud800'],
  ])('%j is shown as %j', (text, shown) => expect(visibleText(text)).toBe(shown))

  it.each(['Größe in m²', '価格', 'émoji 👩‍🔬', 'می‌خواهم', 'C:\\new\\table.csv', '▁▂▃'])('leaves %j as it is', (text) =>
    expect(visibleText(text)).toBe(text),
  )
})

describe('visibleJson', () => {
  it('parses to the same text, and has no unsafe character', () => {
    const text = UNSAFE.map((code) => String.fromCodePoint(code)).join(' ')
    const json = visibleJson({ [text]: text })
    expect(json).toBe(visibleText(json))
    expect(JSON.parse(json)).toEqual({ [text]: text })
  })

  it('writes integers beyond 2^53 as text and binary data as a list', () => {
    expect(visibleJson({ id: 2n ** 64n, bytes: Uint8Array.of(1, 2), floats: Float32Array.of(0.5) })).toBe(
      '{"id":"18446744073709551616","bytes":[1,2],"floats":[0.5]}',
    )
    expect(visibleJson(undefined)).toBe('null')
  })
})

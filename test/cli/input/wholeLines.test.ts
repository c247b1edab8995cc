import { describe, expect, it } from 'vitest'
import { wholeLines } from '../../../src/cli/input/wholeLines.js'

async function read(chunks: readonly (string | Uint8Array)[], stop?: 'stop'): Promise<string> {
  const ending = new AbortController()
  const source = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk)
    if (stop) {
      setTimeout(() => ending.abort())
      await new Promise(() => undefined)
    }
  })()
  let text = ''
  for await (const bytes of wholeLines(source, ending.signal)) text += Buffer.from(bytes).toString('latin1')
  return text
}

describe('wholeLines', () => {
  it.each([[['a\nb', '\nc']], [['a', 'b', 'c\n']], [['\n\n', '', '\n']], [[]], [['x'.repeat(3_000_000), '\ny']]])(
    'gives all bytes of %#, also an unended last line',
    async (chunks) => {
      expect(await read(chunks)).toBe(chunks.join(''))
    },
  )

  it.each([
    [['a\nb'], 'a\n'],
    [['a', 'b'], ''],
    [['a\n', 'b\nc', 'd'], 'a\nb\n'],
    [[], ''],
  ])('of %j gives %j where its end is called', async (chunks, text) => {
    expect(await read(chunks, 'stop')).toBe(text)
  })

  it('leaves compressed bytes as they are', async () => {
    expect(await read([Uint8Array.of(0x1f, 0x8b, 10, 1, 2), Uint8Array.of(3)], 'stop')).toBe('\x1f\x8b\n\x01\x02\x03')
  })

  it('holds no line back that does not end', async () => {
    const endless = 'x'.repeat(1_500_000)
    expect(await read([endless], 'stop')).toBe(endless)
  })
})

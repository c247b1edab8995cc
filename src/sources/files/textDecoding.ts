import { isUtf8 } from 'node:buffer'

/**
 * What is known about the encoding of a text. `ascii` means that only ASCII has come so far, so the encoding is still open. Other
 * names are labels of the Encoding Standard.
 */
export type KnownEncoding = string

const OPEN = 'ascii'

/**
 * Decodes a text piece by piece; pieces end between characters. By default the text is UTF-8. If a piece is not UTF-8 and everything
 * before it was ASCII, the text is Windows-1252, which includes Latin-1. Once a text has proved to be UTF-8, bytes that are not become
 * U+FFFD, and the caller decides what to do with them.
 */
export class TextDecoding {
  private known: KnownEncoding
  private decoder: Decoder

  /** @param encoding a label. Left out: it is recognised. */
  constructor(encoding: KnownEncoding = OPEN) {
    this.known = encoding
    this.decoder = decoderOf(encoding === OPEN ? 'utf-8' : encoding)
  }

  /** The knowledge that a later reading starts with. */
  get state(): KnownEncoding {
    return this.known
  }

  get encoding(): string {
    return this.decoder.encoding
  }

  decode(bytes: Uint8Array): string {
    const text = this.decoder.decode(bytes)
    if (this.known !== OPEN || (text.length === bytes.byteLength && !text.includes('\ufffd'))) return text
    if (isUtf8(bytes) || !isWindows1252(bytes, text)) {
      this.known = 'utf-8'
      return text
    }
    this.known = 'windows-1252'
    this.decoder = decoderOf(this.known)
    return this.decoder.decode(bytes)
  }
}

interface Decoder {
  readonly encoding: string
  decode(bytes: Uint8Array): string
}

/** What Windows-1252 has in the place of the control characters from 0x80 to 0x9f. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

function decoderOf(label: string): Decoder {
  const decoder = new TextDecoder(label)
  if (decoder.encoding !== 'windows-1252') return decoder
  // Some versions of Node decode Latin-1 in its place.
  return {
    encoding: decoder.encoding,
    decode: (bytes) =>
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        .toString('latin1')
        .replace(/[\x80-\x9f]/g, (character) => WINDOWS_1252[character.charCodeAt(0) - 0x80] ?? character),
  }
}

/** Bytes without a meaning in Windows-1252, and control characters that no text has. */
const NEVER = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d, ...Array.from({ length: 32 }, (_, code) => code)])
for (const code of [9, 10, 12, 13, 26]) NEVER.delete(code)

function isWindows1252(bytes: Uint8Array, asUtf8: string): boolean {
  // Two letters may look like one character of UTF-8 by accident, but not often.
  let [broken, whole] = [0, 0]
  for (const character of asUtf8) {
    if (character === '\ufffd') broken += 1
    else if (character > '\x7f') whole += 1
  }
  return whole * 4 <= broken && !bytes.some((byte) => NEVER.has(byte))
}

/** UTF-16, by its byte order mark or by the zeros between ASCII characters; undefined for other texts. */
export function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const sample = head.subarray(0, 512)
  const pairs = Math.floor(sample.byteLength / 2)
  if (pairs < 2) return undefined
  let [even, odd] = [0, 0]
  for (let at = 0; at < 2 * pairs; at++) {
    if (sample[at] !== 0) continue
    if (at % 2 === 0) even += 1
    else odd += 1
  }
  if (odd > 0.7 * pairs && even < 0.05 * pairs) return 'utf-16le'
  return even > 0.7 * pairs && odd < 0.05 * pairs ? 'utf-16be' : undefined
}

/** Turns a text of 16-bit units into UTF-8, chunk by chunk. */
export async function* fromUtf16(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }))
  const rest = decoder.decode()
  if (rest !== '') yield Buffer.from(rest)
}

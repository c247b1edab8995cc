import { Buffer } from 'node:buffer'

/** The whole of one binary message, from a server, which doesn't mask. */
const FINAL_BINARY = 0x82

/**
 * Messages as they lie on the wire (RFC 6455, section 5.2), one after another in one buffer. What goes to a thousand
 * sockets is put together once, and is one write for each.
 *
 * @param payloads at most 2^32 - 1 bytes each
 */
export function webSocketMessages(payloads: readonly Uint8Array[]): Buffer {
  const lengths = payloads.map(({ byteLength }) => headerLength(byteLength) + byteLength)
  const messages = Buffer.allocUnsafeSlow(lengths.reduce((sum, length) => sum + length, 0))
  let at = 0
  for (const payload of payloads) {
    at = writeHeader(messages, at, payload.byteLength)
    messages.set(payload, at)
    at += payload.byteLength
  }
  return messages
}

const headerLength = (length: number): number => (length < 126 ? 2 : length < 65_536 ? 4 : 10)

function writeHeader(messages: Buffer, at: number, length: number): number {
  messages[at] = FINAL_BINARY
  if (length < 126) return messages.writeUInt8(length, at + 1)
  if (length < 65_536) {
    messages[at + 1] = 126
    return messages.writeUInt16BE(length, at + 2)
  }
  messages[at + 1] = 127
  messages.writeUInt32BE(0, at + 2)
  return messages.writeUInt32BE(length, at + 6)
}

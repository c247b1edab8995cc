import type { Setting } from '../proof.js'

const BYTES_MAX = 262_144
/** Values that lie at the edge of something. */
const edges = [0, 1, 0x7f, 0x80, 0xc1, 0xc7, 0xd4, 0xdc, 0xdd, 0xde, 0xdf, 0xff]

/** Bytes made from others by what goes wrong, or is done on purpose: a few times, from the dice. */
export function mutated(seeds: readonly Uint8Array[], random: Setting['random']): Uint8Array {
  const whole = (below: number): number => Math.floor(random() * below)
  const seed = seeds[whole(seeds.length)] ?? new Uint8Array(0)
  let bytes = Uint8Array.from(seed)
  for (let times = 1 + whole(4); times > 0; times--) {
    const at = whole(bytes.byteLength + 1)
    switch (whole(8)) {
      case 0:
        bytes = bytes.slice(0, at)
        break
      case 1:
        if (bytes.byteLength > 0) bytes[at % bytes.byteLength] = (bytes[at % bytes.byteLength] ?? 0) ^ (1 << whole(8))
        break
      case 2:
        if (bytes.byteLength > 0) bytes[at % bytes.byteLength] = edges[whole(edges.length)] ?? 0
        break
      case 3:
        bytes.fill(0xff, at, at + 1 + whole(8))
        break
      case 4:
        bytes = joined(
          bytes.subarray(0, at),
          Uint8Array.from({ length: whole(64) }, () => whole(256)),
          bytes.subarray(at),
        )
        break
      case 5: {
        const other = seeds[whole(seeds.length)] ?? bytes
        bytes = joined(bytes.subarray(0, at), other.subarray(whole(other.byteLength)))
        break
      }
      case 6:
        // The same again and again.
        bytes = joined(bytes.subarray(0, at), ...Array.from({ length: whole(20) }, () => bytes.subarray(at, at + 32)))
        break
      default:
        if (at + 4 <= bytes.byteLength)
          new DataView(bytes.buffer).setUint32(at, whole(2) ? whole(2 ** 32) : whole(300), true)
    }
  }
  return bytes.subarray(0, BYTES_MAX)
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes
}

import type { FrameLimits } from '../snapshots/frame.js'
import { decodeMetadata, type Metadata } from '../snapshots/metadata.js'

/** Longer maps are decoded each time: they hardly come twice. */
const BYTES_MAX = 256

/**
 * Decodes metadata, and remembers the last: the acknowledgements of a thousand subscribers all say the same. What is given
 * is frozen, as more than one may hold it.
 */
export class RecentMetadata {
  private bytes: Uint8Array = new Uint8Array(0)
  private metadata: Metadata | undefined

  /** @throws {EddyError} ERR_METADATA as `decodeMetadata` */
  readonly decode = (bytes: Uint8Array): Metadata => {
    if (this.metadata && this.isLast(bytes)) return this.metadata
    const metadata = Object.freeze(decodeMetadata(bytes))
    if (bytes.byteLength > BYTES_MAX) return metadata
    this.bytes = bytes.slice()
    this.metadata = metadata
    return metadata
  }

  private isLast(bytes: Uint8Array): boolean {
    if (bytes.byteLength !== this.bytes.byteLength) return false
    for (let i = 0; i < bytes.byteLength; i++) if (bytes[i] !== this.bytes[i]) return false
    return true
  }
}

/** How a server decodes frames whose body may have so many bytes. Nothing is remembered of a HELLO: it has the token. */
export const readingWith = (bodyBytes: number): { readonly acks: FrameLimits; readonly others: FrameLimits } => ({
  acks: { bodyBytes, metadata: new RecentMetadata().decode },
  others: { bodyBytes },
})

import { EddyError } from '../error.js'
import { bodyLength, type ColumnShape } from '../snapshots/column.js'
import { encodeFrame, FLAG_LOSSY, type Frame, FrameType } from '../snapshots/frame.js'
import type { Metadata } from '../snapshots/metadata.js'
import { shapesFrom } from '../snapshots/columnList.js'
import { CHUNK_BYTES } from './protocol.js'

/** A FULL or DELTA as a whole. `body` is the state, or the delta. */
export interface Transfer {
  readonly full: boolean
  readonly lossy: boolean
  readonly model: string
  readonly epoch: bigint
  readonly version: number
  readonly baseVersion: number
  readonly fence: number
  readonly stateHash: bigint
  /** Columns of the state it leads to. */
  readonly shapes: readonly ColumnShape[]
  readonly meta: Metadata
  readonly body: Uint8Array
}

/** Cuts a transfer into frames of at most `chunkBytes` of body; the first one has the metadata. */
export function cutTransfer(
  transfer: Omit<Transfer, 'shapes' | 'model'>,
  chunkBytes: number = CHUNK_BYTES,
): readonly Uint8Array[] {
  const { full, lossy, body, meta, ...header } = transfer
  const chunks = Math.max(1, Math.ceil(body.byteLength / chunkBytes))
  return Array.from({ length: chunks }, (_, chunk) =>
    encodeFrame({
      ...header,
      type: full ? FrameType.FULL : FrameType.DELTA,
      flags: lossy ? FLAG_LOSSY : 0,
      chunk,
      chunks,
      meta: chunk === 0 ? { ...meta, bytes: body.byteLength } : {},
      body: body.subarray(chunk * chunkBytes, (chunk + 1) * chunkBytes),
    }),
  )
}

interface Unfinished {
  readonly first: Frame
  readonly shapes: readonly ColumnShape[]
  readonly body: Uint8Array
  filled: number
  next: number
}

/** Puts the chunks of transfers together again. A new first chunk cancels what was unfinished. */
export class TransferAssembler {
  private readonly bytesMax: number
  private unfinished: Unfinished | undefined

  /** @param bytesMax bytes a model may take: checked before memory is taken for it */
  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  /**
   * Takes a FULL or DELTA frame; returns the transfer when it was the last.
   *
   * @throws {EddyError} ERR_TRANSFER, ERR_MODEL_TOO_BIG, ERR_COLUMN
   */
  take(frame: Frame): Transfer | undefined {
    if (frame.chunk === 0) this.unfinished = this.begin(frame)
    const { unfinished } = this
    // The rest of a transfer that was cancelled.
    if (!unfinished || !belongs(unfinished, frame)) return undefined
    if (unfinished.filled + frame.body.byteLength > unfinished.body.byteLength)
      throw this.broken('is longer than announced')
    unfinished.body.set(frame.body, unfinished.filled)
    unfinished.filled += frame.body.byteLength
    unfinished.next += 1
    if (unfinished.next < frame.chunks) return undefined
    if (unfinished.filled !== unfinished.body.byteLength) throw this.broken('is shorter than announced')
    this.unfinished = undefined
    return finished(unfinished)
  }

  private begin(first: Frame): Unfinished {
    const shapes = shapesFrom(first.meta['columns'])
    const bytes = first.meta['bytes']
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0)
      throw this.broken('does not tell its length')
    const state = bodyLength(shapes)
    if (state > this.bytesMax || bytes > this.bytesMax) {
      throw new EddyError(
        'ERR_MODEL_TOO_BIG',
        `the model takes ${Math.max(state, bytes)} bytes, at most ${this.bytesMax} are taken here; allow more with maxBytes`,
      )
    }
    if (first.type === FrameType.FULL && bytes !== state) throw this.broken('is not as long as its columns')
    return { first, shapes, body: new Uint8Array(bytes), filled: 0, next: 0 }
  }

  private broken(what: string): EddyError {
    this.unfinished = undefined
    return new EddyError('ERR_TRANSFER', `a transfer ${what}`)
  }
}

function belongs({ first, next }: Unfinished, frame: Frame): boolean {
  return (
    frame.chunk === next &&
    frame.chunks === first.chunks &&
    frame.type === first.type &&
    frame.epoch === first.epoch &&
    frame.version === first.version &&
    frame.baseVersion === first.baseVersion &&
    frame.stateHash === first.stateHash
  )
}

function finished({ first, shapes, body }: Unfinished): Transfer {
  const { epoch, version, baseVersion, fence, stateHash, meta } = first
  return {
    full: first.type === FrameType.FULL,
    lossy: (first.flags & FLAG_LOSSY) !== 0,
    model: typeof meta['model'] === 'string' ? meta['model'] : '',
    epoch,
    version,
    baseVersion,
    fence,
    stateHash,
    shapes,
    meta,
    body,
  }
}

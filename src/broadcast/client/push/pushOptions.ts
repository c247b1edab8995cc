import {
  abortSignal,
  callback,
  count,
  type Expectation,
  required,
  type TableOf,
  wholeNumber,
} from '../../../options.js'
import type { Rejection } from '../../../rejection.js'
import { SAMPLES_MAX } from '../../protocol.js'
import { aToken } from '../socket.js'

/** How samples are pushed. */
export interface PushOptions {
  /** The name under which the trainer reads them: `broadcaster.samples(stream)`. */
  readonly stream: string
  readonly token?: string
  /** Who pushes, at most 64 characters; default: random. The same name goes on where it stopped: within one run of the server, or for good where the stream is durable. */
  readonly producer?: string
  /** Samples in a frame, at most 1000, and no more than the bytes the server takes; default 100. */
  readonly batch?: number
  /** Samples on the way at once; default 1000. */
  readonly window?: number
  /** Samples kept while they can't be sent; beyond, the stream fails with ERR_OVERFLOW. Default 100,000. */
  readonly capacity?: number
  /** Told what is no sample, or too big for the server, and why; the others go on. */
  readonly onRejected?: (rejection: Rejection) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  readonly random?: () => number
  /**
   * Aborting it ends the stream: completes it, or errors with the reason that was given. What isn't acknowledged by then may
   * be lost: `waiting` of the last progress says how much that is.
   */
  readonly signal?: AbortSignal
}

/** How far it is. */
export interface PushProgress {
  readonly acknowledged: number
  readonly waiting: number
}

/** A name, which isn't shown in a message: where arguments were mixed up, it may be a token. */
const nameUpTo = (most: number): Expectation => ({
  expected: `a text of 1 to ${most} characters`,
  secret: true,
  holds: (value) => typeof value === 'string' && value.length >= 1 && value.length <= most,
})

export const pushTable: TableOf<PushOptions> = {
  stream: required(nameUpTo(1000)),
  token: aToken,
  producer: nameUpTo(64),
  batch: wholeNumber({ from: 1, to: SAMPLES_MAX }),
  window: count,
  capacity: count,
  onRejected: callback,
  clock: callback,
  random: callback,
  signal: abortSignal,
}

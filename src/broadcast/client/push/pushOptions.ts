import { EddyError } from '../../../error.js'
import { abortSignal, checkOption } from '../../../options.js'
import type { Rejection } from '../../../rejection.js'
import { SAMPLES_MAX } from '../../protocol.js'

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

/** What an option may be: a function, or a whole number or a text's length from 1 to so much. */
const rules: Readonly<
  Record<
    Exclude<keyof PushOptions, 'token' | 'signal'>,
    readonly [kind: 'string' | 'number' | 'function', most: number]
  >
> = {
  stream: ['string', 1000],
  producer: ['string', 64],
  batch: ['number', SAMPLES_MAX],
  window: ['number', Number.POSITIVE_INFINITY],
  capacity: ['number', Number.POSITIVE_INFINITY],
  onRejected: ['function', 0],
  clock: ['function', 0],
  random: ['function', 0],
}

/** @throws {EddyError} ERR_OPTION */
export function checkPushOptions(options: PushOptions): void {
  checkOption('pushSamples', 'signal', options?.signal, abortSignal)
  for (const [name, [kind, most]] of Object.entries(rules)) {
    const value: unknown = options?.[name as keyof typeof rules]
    if (value === undefined && name !== 'stream') continue
    const size = typeof value === 'string' ? value.length : value
    if (
      typeof value === kind &&
      (most === 0 || (typeof size === 'number' && size % 1 === 0 && size > 0 && size <= most))
    )
      continue
    const range = kind === 'string' ? `text of 1 to ${most} characters` : `whole number from 1 to ${most}`
    // A text is not shown: it may be a token.
    const got = typeof value === 'number' ? value : typeof value
    throw new EddyError('ERR_OPTION', `pushSamples: \`${name}\` must be a ${most > 0 ? range : kind}, got ${got}`)
  }
}

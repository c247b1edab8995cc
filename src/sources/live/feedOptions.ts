import { EddyError } from '../../error.js'
import { abortSignal, checkOption } from '../../options.js'
import { checkOverflow, type Overflow } from './overflow.js'
import { type MessageReading, parseJson, type ToSample } from './readMessage.js'
import type { FeedTime, Reconnect } from './reconnecting.js'

/** What a parsed message is taken for, where `toSample` doesn't say. */
export type JsonRecord = Readonly<Record<string, unknown>>

export interface FeedOptions<M = JsonRecord> {
  /** Makes a sample of a message, or undefined to skip it. Default: the message is a sample, an object with `x`. */
  readonly toSample?: ToSample<M>
  /** Reads a message; default JSON. */
  readonly parse?: (data: string | Uint8Array) => unknown
  readonly overflow?: Overflow
  /** Sent with the request; browsers can't send any with a WebSocket. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * How to come back after a cut: a wait anywhere up to `baseMs` (500), then up to twice that, and so on up to `maxMs`
   * (30,000), until `attempts` (without end) in a row brought nothing. False: don't.
   */
  readonly reconnect?: Partial<Reconnect> | false
  /** Silence after which a connection counts as lost. */
  readonly silenceMs?: number
  /** A longer message is set aside; bytes, default 1 MiB. */
  readonly maxMessageBytes?: number
  /** Timers and dice of the reconnection. */
  readonly time?: Partial<FeedTime>
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

export interface FeedSettings<M> extends MessageReading<M> {
  readonly overflow: Overflow
  readonly headers: Readonly<Record<string, string>>
  readonly reconnect: Reconnect | false
  readonly silenceMs: number
  readonly maxMessageBytes: number
  readonly time: FeedTime
  readonly signal: AbortSignal | undefined
}

const RECONNECT: Reconnect = { baseMs: 500, maxMs: 30_000, attempts: Number.POSITIVE_INFINITY }

/** What a timer can hold. */
const TIMER_MS_MAX = 2 ** 31 - 1

const TIME: FeedTime = {
  after: (ms, task) => {
    const timer = setTimeout(task, Math.min(ms, TIMER_MS_MAX))
    return () => clearTimeout(timer)
  },
  random: Math.random,
}

/** @throws {EddyError} ERR_OPTION; `silenceMs` is the source's default */
export function feedSettings<M>(who: string, options: FeedOptions<M>, silenceMs: number): FeedSettings<M> {
  const settings: FeedSettings<M> = {
    parse: parseJson,
    overflow: {},
    headers: {},
    silenceMs,
    maxMessageBytes: 1_048_576,
    ...options,
    toSample: checkToSample(who, options.toSample),
    reconnect: options.reconnect !== false && { ...RECONNECT, ...options.reconnect },
    time: { ...TIME, ...options.time },
    signal: options.signal,
  }
  checkOption(who, 'signal', settings.signal, abortSignal)
  const { reconnect, maxMessageBytes } = settings
  if (!(settings.silenceMs > 0)) throw wrong(who, 'silenceMs', 'a positive number of milliseconds', settings.silenceMs)
  if (!Number.isSafeInteger(maxMessageBytes) || maxMessageBytes < 1) {
    throw wrong(who, 'maxMessageBytes', 'a positive whole number', maxMessageBytes)
  }
  checkOverflow(settings.overflow, { pause: () => undefined, resume: () => undefined })
  checkHeaders(who, settings.headers)
  for (const [name, value] of Object.entries(reconnect || {})) {
    if (value >= 0) continue
    throw wrong(who, `reconnect.${name}`, 'a number of 0 or more', value)
  }
  return settings
}

/**
 * Left out: values are samples already.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkToSample<T extends (...given: never[]) => unknown>(who: string, toSample: T | undefined): T {
  if (toSample === undefined) return ((value: unknown) => value) as unknown as T
  if (typeof toSample !== 'function') throw wrong(who, 'toSample', 'a function', toSample)
  return toSample
}

function checkHeaders(who: string, headers: Readonly<Record<string, string>>): void {
  try {
    new Headers(headers)
  } catch {
    // Without the value: it may be a token.
    throw new EddyError('ERR_OPTION', `${who}: \`headers\` has a name or a value that HTTP doesn't allow`)
  }
}

const wrong = (who: string, option: string, wanted: string, got: unknown): EddyError =>
  new EddyError('ERR_OPTION', `${who}: \`${option}\` must be ${wanted}, got ${String(got)}`)

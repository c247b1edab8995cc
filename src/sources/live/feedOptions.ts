import {
  abortSignal,
  callback,
  count,
  custom,
  either,
  type Expectation,
  oneOf,
  optionsOf,
  type TableOf,
  wholeNumber,
} from '../../options.js'
import { anOverflow, type Overflow } from './overflow.js'
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

const waiting = custom('a number of 0 or more', (value) => typeof value === 'number' && value >= 0)

/** How HTTP takes names and values. */
const headers: Expectation = {
  expected: 'an object of names and values that HTTP allows',
  // A value may be a token.
  secret: true,
  holds: (value) =>
    typeof value === 'object' && value !== null && new Headers(value as Record<string, string>) !== null,
}

/** The options of each feed. */
export const feedTable: TableOf<FeedOptions> = {
  toSample: callback,
  parse: callback,
  overflow: anOverflow,
  headers,
  reconnect: either(
    oneOf([false]),
    optionsOf({
      baseMs: waiting,
      maxMs: waiting,
      attempts: either(wholeNumber({ from: 0 }), oneOf([Number.POSITIVE_INFINITY])),
    }),
  ),
  silenceMs: custom('a number of milliseconds above 0', (value) => typeof value === 'number' && value > 0),
  maxMessageBytes: count,
  time: optionsOf({ after: callback, random: callback }),
  signal: abortSignal,
}

/** With what was left out; `silenceMs` is the source's default. The options were checked. */
export const feedSettings = <M>(options: FeedOptions<M>, silenceMs: number): FeedSettings<M> => ({
  parse: parseJson,
  overflow: {},
  headers: {},
  silenceMs,
  maxMessageBytes: 1_048_576,
  ...options,
  toSample: options.toSample ?? itself,
  reconnect: options.reconnect !== false && { ...RECONNECT, ...options.reconnect },
  time: { ...TIME, ...options.time },
  signal: options.signal,
})

/** Of values that are samples already. */
export const itself = (value: unknown): never => value as never

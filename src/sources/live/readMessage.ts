import { isSample } from '../../features/isSample.js'
import type { Sample } from '../../features/sample.js'
import { messageOf } from '../../unreadable.js'
import type { FeedMessage } from './link.js'

/** A message that was set aside before it became a sample. */
export interface UnreadableMessage {
  readonly code: 'ERR_JSON' | 'ERR_UTF8' | 'ERR_PARSE' | 'ERR_TO_SAMPLE' | 'ERR_NOT_A_SAMPLE' | 'ERR_MESSAGE_TOO_LONG'
  readonly reason: string
  /** As it came; undefined where it was too long to be kept. */
  readonly message: unknown
}

/** What `toSample` gives; undefined skips the message. */
export type ToSample<M> = (message: M, about: MessageAbout) => Sample | undefined

/** What came beside a message. */
export interface MessageAbout {
  /** The name of a server-sent event; '' elsewhere. */
  readonly event: string
  /** The last event id; '' where there is none. */
  readonly id: string
}

/**
 * The content of a message: JSON, as text or as bytes. The decoder is made here and not when the module is loaded: jsdom has
 * none, and must be able to import the package.
 */
export function parseJson(data: string | Uint8Array): unknown {
  return JSON.parse(typeof data === 'string' ? data : new TextDecoder('utf-8', { fatal: true }).decode(data))
}

export interface MessageReading<M> {
  readonly parse: (data: string | Uint8Array) => unknown
  readonly toSample: ToSample<M>
}

export const isUnreadable = (read: Sample | UnreadableMessage): read is UnreadableMessage => !('x' in read)

/** A message as a sample; undefined where it is to be skipped. Never throws. */
export function readMessage<M>(
  message: FeedMessage,
  { parse, toSample }: MessageReading<M>,
): Sample | UnreadableMessage | undefined {
  const { data, event, id, tooLong } = message
  if (tooLong) return { code: 'ERR_MESSAGE_TOO_LONG', reason: 'the message is longer than allowed', message: undefined }
  let content: unknown
  try {
    content = parse(data)
  } catch (error) {
    return parse === parseJson ? notJson(data, error) : notParsed(data, error)
  }
  return toSampleOf(content as M, toSample, { event, id })
}

/** What `toSample` makes of a value, checked. Never throws. */
export function toSampleOf<M>(
  value: M,
  toSample: ToSample<M>,
  about: MessageAbout,
): Sample | UnreadableMessage | undefined {
  let sample: Sample | undefined
  try {
    sample = toSample(value, about)
  } catch (error) {
    return { code: 'ERR_TO_SAMPLE', reason: `toSample throws: ${messageOf(error)}`, message: value }
  }
  if (sample === undefined || isSample(sample)) return sample
  const reason = 'expected a sample, an object with `x`: `toSample` makes one, or undefined to skip the message'
  return { code: 'ERR_NOT_A_SAMPLE', reason, message: value }
}

function notJson(data: string | Uint8Array, error: unknown): UnreadableMessage {
  // TextDecoder throws a TypeError, JSON.parse a SyntaxError.
  if (error instanceof TypeError) return { code: 'ERR_UTF8', reason: 'the message is not UTF-8', message: data }
  const html = typeof data === 'string' && /^\s*</.test(data)
  const got = html ? `, got HTML or XML: ${data.trim().slice(0, 60)}` : `: ${messageOf(error)}`
  return { code: 'ERR_JSON', reason: `expected JSON${got}`, message: data }
}

const notParsed = (data: string | Uint8Array, error: unknown): UnreadableMessage => ({
  code: 'ERR_PARSE',
  reason: `parse throws: ${messageOf(error)}`,
  message: data,
})

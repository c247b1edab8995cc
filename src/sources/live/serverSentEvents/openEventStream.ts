import { EddyError } from '../../../error.js'
import { type HttpAnswer, httpGet } from '../../http/httpGet.js'
import type { Link, LinkEnd, LinkEvents } from '../link.js'
import { refusalOf, retryAfterMs } from '../refusal.js'
import type { EventStreamParser } from './eventStreamParser.js'

export interface EventStreamRequest {
  readonly url: URL
  /** The address, as messages may show it. */
  readonly where: string
  readonly headers: Readonly<Record<string, string>>
}

/** Requests a stream of events; never throws. Closing it closes the connection at once. */
export function openEventStream(request: EventStreamRequest, parser: EventStreamParser, events: LinkEvents): Link {
  const abort = new AbortController()
  const gate = new Gate()
  parser.begin()
  const run = async (): Promise<LinkEnd> => {
    const headers = requestHeaders(request.headers, parser.lastEventId)
    const answer = await httpGet({ url: request.url, headers, signal: abort.signal })
    const refused = refusal(answer, request.where)
    if (refused) return refused
    events.opened()
    await readEvents(answer.body, { parser, events, gate, signal: abort.signal })
    return { why: 'the server ended the stream', clean: true }
  }
  const end = (over: LinkEnd): void => {
    abort.abort()
    const { afterMs = parser.retryMs } = over
    events.closed(afterMs === undefined ? over : { ...over, afterMs })
  }
  run().then(end, (error: unknown) => end({ why: whyOf(error) }))
  return {
    close: () => {
      abort.abort()
      gate.open()
    },
    pause: () => gate.shut(),
    resume: () => gate.open(),
    ping: () => undefined,
  }
}

interface Reading {
  readonly parser: EventStreamParser
  readonly events: LinkEvents
  readonly gate: Gate
  readonly signal: AbortSignal
}

/** Reads no further than what was taken: a gate that is shut stops between two events, and the server with it. */
async function readEvents(body: AsyncIterable<Uint8Array>, { parser, events, gate, signal }: Reading): Promise<void> {
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    events.heard()
    for (const message of parser.read(decoder.decode(bytes, { stream: true }))) {
      if (gate.isShut) await gate.opened
      if (signal.aborted) return
      events.message(message)
    }
  }
}

/** Open, or shut until it is opened. */
class Gate {
  opened: Promise<void> = Promise.resolve()
  private release: (() => void) | undefined

  get isShut(): boolean {
    return this.release !== undefined
  }

  shut(): void {
    if (this.release) return
    this.opened = new Promise((resolve) => {
      this.release = resolve
    })
  }

  open(): void {
    this.release?.()
    this.release = undefined
  }
}

/** An answer that is no stream of events. */
function refusal({ status, header }: HttpAnswer, where: string): LinkEnd | undefined {
  const why = `the server answers ${status}`
  if (status === 204) return { why: 'the server says that there is no more to come', finished: true }
  if (status !== 200) {
    const error = refusalOf(status, where)
    const afterMs = retryAfterMs(header('retry-after'), Date.now())
    return { why, ...(error ? { error } : {}), ...(afterMs === undefined ? {} : { afterMs }) }
  }
  const type = header('content-type') ?? 'nothing it would name'
  if (/^\s*text\/event-stream\s*(;|$)/i.test(type)) return undefined
  const error = `${where} answers ${type}: expected text/event-stream; is the address right?`
  return { why: error, error: new EddyError('ERR_NOT_EVENT_STREAM', error) }
}

function requestHeaders(own: Readonly<Record<string, string>>, lastEventId: string): Record<string, string> {
  const given = new Headers(own)
  given.set('accept', 'text/event-stream')
  const headers: Record<string, string> = Object.fromEntries(given)
  // Bytes of UTF-8, as the standard wants them; a control character can't travel in a header, so such an id is of no use.
  const id = String.fromCharCode(...new TextEncoder().encode(lastEventId))
  if (/^[\x20-\x7e\x80-\xff]+$/.test(id)) headers['last-event-id'] = id
  return headers
}

/** A browser's fetch hides the reason in the cause. */
function whyOf(error: unknown): string {
  const { message, cause } = error as {
    readonly message?: string
    readonly cause?: { readonly message?: string; readonly code?: string }
  }
  return cause?.message || cause?.code || message || String(error)
}

import type { FeedMessage } from '../link.js'

/*
 * The event stream format (WHATWG HTML 9.2.6): lines end with LF, CR or CRLF; an empty line dispatches what the lines before
 * it said. Text comes in pieces cut anywhere; a line that is still open is kept as pieces, so that a long one costs no more
 * than its length.
 */
export class EventStreamParser {
  /** Of the last event that was whole: where the server is asked to go on from. */
  lastEventId: string
  /** Milliseconds the server asked to wait before coming back. */
  retryMs: number | undefined
  private readonly maxLength: number
  private pieces: string[] = []
  /** Of the open line, characters. */
  private length = 0
  private afterReturn = false
  private data: string[] = []
  private dataLength = 0
  private event = ''
  private id: string
  private tooLong = false

  /** `maxLength`: characters a line, and the data of an event, may have. */
  constructor({ lastEventId, maxLength }: { readonly lastEventId: string; readonly maxLength: number }) {
    this.lastEventId = lastEventId
    this.id = lastEventId
    this.maxLength = maxLength
  }

  /** A new connection: what was left open is forgotten, the position isn't. */
  begin(): void {
    this.pieces = []
    this.length = 0
    this.afterReturn = false
    this.id = this.lastEventId
    this.forgetEvent()
  }

  /** The events that become whole by this text, one by one. */
  *read(text: string): Iterable<FeedMessage> {
    let at = this.afterReturn && text.startsWith('\n') ? 1 : 0
    if (text !== '') this.afterReturn = false
    for (let end = lineEnd(text, at); end >= 0; end = lineEnd(text, at)) {
      this.keep(text.slice(at, end))
      const returned = text[end] === '\r'
      at = end + (returned && text[end + 1] === '\n' ? 2 : 1)
      this.afterReturn = returned && at === text.length && text[at - 1] === '\r'
      const message = this.endLine()
      if (message) yield message
    }
    if (at < text.length) this.keep(text.slice(at))
  }

  private keep(piece: string): void {
    this.length += piece.length
    if (this.length <= this.maxLength) this.pieces.push(piece)
    else this.pieces = []
  }

  private endLine(): FeedMessage | undefined {
    const line = this.pieces.join('')
    const tooLong = this.length > this.maxLength
    this.pieces = []
    this.length = 0
    if (tooLong) this.tooLong = true
    else if (line === '') return this.dispatch()
    else this.field(line)
    return undefined
  }

  private field(line: string): void {
    const colon = line.indexOf(':')
    const name = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (name === 'data') this.append(value)
    else if (name === 'event') this.event = value
    else if (name === 'id' && !value.includes('\0')) this.id = value
    else if (name === 'retry' && /^[0-9]+$/.test(value)) this.retryMs = Number(value)
  }

  private append(value: string): void {
    this.dataLength += value.length + 1
    if (this.dataLength - 1 <= this.maxLength) this.data.push(value)
    else this.tooLong = true
  }

  private dispatch(): FeedMessage | undefined {
    this.lastEventId = this.id
    const { tooLong } = this
    const about = { event: this.event === '' ? 'message' : this.event, id: this.id }
    const data = this.data.join('\n')
    const present = this.data.length > 0
    this.forgetEvent()
    if (tooLong) return { ...about, data: '', tooLong }
    // The standard counts data that is one empty line as present: its buffer holds a line feed.
    return present ? { ...about, data } : undefined
  }

  private forgetEvent(): void {
    this.data = []
    this.dataLength = 0
    this.event = ''
    this.tooLong = false
  }
}

/** Where the next line ends, or -1. */
function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return -1
}

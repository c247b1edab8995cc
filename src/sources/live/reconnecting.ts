import { EddyError } from '../../error.js'
import { type BackoffBounds, backoffMs } from './backoff.js'
import type { FeedMessage, Link, LinkEnd, LinkEvents } from './link.js'

export interface Reconnect extends BackoffBounds {
  /** Tries in a row that bring nothing, before ERR_FEED_LOST. */
  readonly attempts: number
}

/** Time and chance, from outside. */
export interface FeedTime {
  /** Runs a task once, later; returns the function that cancels it. */
  readonly after: (ms: number, task: () => void) => () => void
  /** From [0, 1). */
  readonly random: () => number
}

export interface FeedStatus {
  readonly state: 'connecting' | 'open' | 'lost' | 'closed'
  /** Tries in a row that brought nothing. */
  readonly failures: number
  /** Of `lost` and `closed`. */
  readonly why?: string
  /** Of `lost`: milliseconds until the next try. */
  readonly retryMs?: number
}

export interface ReconnectingOptions {
  readonly where: string
  readonly open: (events: LinkEvents) => Link
  /** False: one connection, and no more. */
  readonly reconnect: Reconnect | false
  /** Silence after which a connection counts as lost. */
  readonly silenceMs: number
  readonly time: FeedTime
  readonly onMessage: (message: FeedMessage) => void
  readonly onStatus: (status: FeedStatus) => void
  readonly onEnd: (error?: EddyError) => void
}

/** Signs of life are asked for so many times before silence counts. */
const LOOKS = 2

/** One connection after the other, until the server says it is done, trying again makes no sense, or nobody listens. */
export class Reconnecting {
  private readonly options: ReconnectingOptions
  private link: Link | undefined
  private stopTimer: () => void = () => undefined
  private failures = 0
  private paused = false
  private stopped = false

  constructor(options: ReconnectingOptions) {
    this.options = options
  }

  connect(): void {
    const { open, onMessage, onStatus } = this.options
    onStatus({ state: 'connecting', failures: this.failures })
    let current = true
    let quiet = 0
    const link = open({
      opened: () => {
        if (!current || this.stopped) return
        onStatus({ state: 'open', failures: this.failures })
        if (this.paused) link.pause()
        look()
      },
      heard: () => {
        quiet = 0
      },
      message: (message) => {
        if (!current || this.stopped) return
        quiet = 0
        this.failures = 0
        onMessage(message)
      },
      closed: (end) => {
        if (!current || this.stopped) return
        current = false
        this.stopTimer()
        this.lost(end)
      },
    })
    this.link = link
    const look = (): void => {
      if (this.options.silenceMs === Number.POSITIVE_INFINITY) return
      this.stopTimer = this.options.time.after(this.options.silenceMs / LOOKS, () => {
        // While it is paused nothing can be heard.
        quiet = this.paused ? 0 : quiet + 1
        if (quiet <= LOOKS) {
          link.ping()
          look()
          return
        }
        current = false
        this.lost({ why: `nothing was heard for ${this.options.silenceMs} ms` })
      })
    }
  }

  private lost({ why, error, finished, clean, afterMs = 0 }: LinkEnd): void {
    const { reconnect, where, time, onStatus } = this.options
    this.link?.close()
    this.link = undefined
    if (error || finished) return this.end(why, error)
    if (!reconnect) return this.end(why, clean ? undefined : new EddyError('ERR_FEED_LOST', `${where}: ${why}`))
    if (this.failures >= reconnect.attempts) {
      const tries = `${reconnect.attempts} tries in a row brought nothing, the last: ${why}`
      return this.end(why, new EddyError('ERR_FEED_LOST', `${where}: ${tries}`))
    }
    const floor = Math.min(afterMs, Math.max(reconnect.maxMs, reconnect.baseMs))
    const retryMs = Math.max(floor, backoffMs(this.failures, time.random(), reconnect))
    this.failures += 1
    onStatus({ state: 'lost', failures: this.failures, why, retryMs })
    this.stopTimer = time.after(retryMs, () => this.connect())
  }

  private end(why: string, error?: EddyError): void {
    this.stop(why)
    this.options.onEnd(error)
  }

  stop(why = 'nobody listens'): void {
    if (this.stopped) return
    this.stopped = true
    this.stopTimer()
    this.link?.close()
    this.link = undefined
    this.options.onStatus({ state: 'closed', failures: this.failures, why })
  }

  pause(): void {
    this.paused = true
    this.link?.pause()
  }

  resume(): void {
    this.paused = false
    this.link?.resume()
  }
}

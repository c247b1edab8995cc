import { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'
import { decodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import {
  newProducer,
  type Producer,
  type ProducerEffect,
  type ProducerEvent,
  stepProducer,
} from '../machines/producer.js'
import { encodeSamples } from '../samplesCodec.js'
import { Line } from './line.js'
import type { PushOptions, PushProgress } from './pushOptions.js'
import { closeError } from './socket.js'

const TICK_MS = 100

export interface PushEvents {
  readonly next: (progress: PushProgress) => void
  readonly error: (error: EddyError) => void
  readonly complete: () => void
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** One connection's worth of pushing: does what the producer machine decides. */
export class PushLink {
  private readonly options: PushOptions
  private readonly events: PushEvents
  private readonly producer: string
  private readonly clock: () => number
  private readonly limits: { readonly batch: number; readonly window: number }
  /** From the first that isn't acknowledged on. */
  private readonly kept: Sample[] = []
  private state: Producer = newProducer
  private readonly line: Line
  private ended = false
  private flushing = false
  private readonly timer: ReturnType<typeof setInterval>

  constructor(url: string, options: PushOptions, events: PushEvents) {
    this.options = options
    this.events = events
    this.clock = options.clock ?? (() => performance.now())
    this.producer = options.producer ?? crypto.randomUUID()
    this.limits = { batch: options.batch ?? 100, window: options.window ?? 1000 }
    this.line = new Line(url, options.token, {
      opened: () => this.step({ type: 'opened', nowMs: this.clock() }),
      message: (bytes) => this.receive(bytes),
      closed: (code, why) => this.closed(code, why),
    })
    this.timer = setInterval(() => this.step({ type: 'tick', nowMs: this.clock() }), TICK_MS)
    this.step({ type: 'start', nowMs: this.clock() })
  }

  push(sample: Sample): void {
    const { capacity = 100_000 } = this.options
    if (this.kept.length >= capacity) {
      this.fail(new EddyError('ERR_OVERFLOW', `pushSamples: ${capacity} samples wait to be sent, and more come`))
      return
    }
    this.kept.push(sample)
    this.state = { ...this.state, pushed: this.state.pushed + 1 }
    this.flushSoon()
  }

  /** What comes at once goes in one frame. */
  private flushSoon(): void {
    if (this.flushing) return
    this.flushing = true
    queueMicrotask(() => {
      this.flushing = false
      this.step({ type: 'tick', nowMs: this.clock() })
    })
  }

  /** No more samples will come. */
  end(): void {
    this.ended = true
    this.completeIfDone()
  }

  private completeIfDone(): void {
    if (!this.ended || this.kept.length > 0 || this.state.phase === 'over') return
    this.stop()
    this.events.complete()
  }

  stop(): void {
    this.step({ type: 'stop' })
    this.over()
  }

  private over(): void {
    clearInterval(this.timer)
    this.line.drop()
  }

  private fail(error: EddyError): void {
    this.stop()
    this.events.error(error)
  }

  private step(event: ProducerEvent): void {
    const { state, effects } = stepProducer(this.state, event, this.limits)
    this.state = state
    for (const effect of effects) this.perform(effect)
  }

  private perform(effect: ProducerEffect): void {
    switch (effect.type) {
      case 'connect':
        this.line.connect()
        break
      case 'hello': {
        const { token } = this.options
        this.line.send({ type: FrameType.HELLO, meta: { want: {}, ...(token === undefined ? {} : { token }) } })
        break
      }
      case 'send':
        this.sendSamples(effect.from, effect.count)
        break
      case 'release':
        this.kept.splice(0, this.kept.length - (this.state.pushed - effect.upTo))
        this.events.next({ acknowledged: effect.upTo, waiting: this.kept.length })
        this.completeIfDone()
        break
      case 'ping':
        this.line.send({ type: FrameType.PING })
        break
      case 'close':
        this.line.drop()
        if (this.state.phase !== 'over') this.closed(1006, 'no sign of life from the server')
        break
      case 'fail':
        this.over()
        this.events.error(closeError('pushSamples', effect.code, effect.why))
    }
  }

  private sendSamples(from: number, count: number): void {
    const first = from - (this.state.pushed - this.kept.length) - 1
    const { meta, body } = encodeSamples(this.kept.slice(first, first + count))
    const { stream } = this.options
    this.line.send({ type: FrameType.SAMPLES, meta: { ...meta, stream, producer: this.producer, seq: from }, body })
  }

  private closed(code: number, why: string): void {
    const random = this.options.random ?? Math.random
    this.step({ type: 'closed', code, why, nowMs: this.clock(), random: random() })
  }

  private receive(bytes: Uint8Array): void {
    let frame: Frame
    try {
      frame = decodeFrame(bytes)
    } catch {
      // Whatever it was, it acknowledges nothing: what is kept is sent again.
      return
    }
    const { type, meta } = frame
    const nowMs = this.clock()
    const { upTo, retryAfterMs, credits } = meta
    if (type === FrameType.SAMPLE_ACK && typeof upTo === 'number')
      this.step({ type: 'acknowledged', upTo, nowMs, ...(isCount(credits) ? { credits } : {}) })
    else if (type === FrameType.FLOW && typeof retryAfterMs === 'number')
      this.step({ type: 'flow', retryAfterMs, nowMs })
    else this.step({ type: 'heard', nowMs })
  }
}

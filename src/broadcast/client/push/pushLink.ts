import { EddyError } from '../../../error.js'
import type { Sample } from '../../../features/sample.js'
import { isFault, Rejections } from '../../../rejection.js'
import { decodeFrame, type Frame, FrameType } from '../../../snapshots/frame.js'
import {
  newProducer,
  type Producer,
  type ProducerEffect,
  type ProducerEvent,
  type ProducerLimits,
  stepProducer,
} from '../../machines/producer.js'
import { plainSample } from '../../plainSample.js'
import { encodeSamples } from '../../samplesCodec.js'
import type { Line, LineEvents } from '../line.js'
import { KeptSamples } from './keptSamples.js'
import type { PushOptions, PushProgress } from './pushOptions.js'

const TICK_MS = 100
/** What a server takes at least that doesn't tell. */
const FRAME_BYTES = 65_536

export interface PushEvents {
  readonly next: (progress: PushProgress) => void
  readonly error: (error: EddyError) => void
  readonly complete: () => void
}

export interface PushServer {
  readonly connect: (events: LineEvents) => Line
  /** The error of a final close code. */
  readonly refusal: (code: number, why: string) => EddyError
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0

/** One connection's worth of pushing: does what the producer machine decides. */
export class PushLink {
  private readonly server: PushServer
  private readonly options: PushOptions
  private readonly events: PushEvents
  private readonly producer: string
  private readonly clock: () => number
  private limits: ProducerLimits
  private readonly kept = new KeptSamples()
  private readonly rejections = new Rejections('pushSamples(url, { onRejected })')
  /** Number of the last sample that was ever sent. */
  private reached = 0
  /** How many were acknowledged under numbers that the server has forgotten. */
  private forgotten = 0
  private state: Producer = newProducer
  private readonly line: Line
  private ended = false
  private flushing = false
  /** When the server asked not to be called again sooner, milliseconds. */
  private retryAfterMs = 0
  private readonly timer: ReturnType<typeof setInterval>
  private wake: ReturnType<typeof setTimeout> | undefined

  constructor(server: PushServer, options: PushOptions, events: PushEvents) {
    this.server = server
    this.options = options
    this.events = events
    this.clock = options.clock ?? (() => performance.now())
    this.producer = options.producer ?? crypto.randomUUID()
    this.limits = {
      batch: options.batch ?? 100,
      window: options.window ?? 1000,
      fitting: (from, most) => this.kept.fitting(this.indexOf(from), most),
    }
    if (options.onRejected) this.rejections.listen(options.onRejected)
    this.line = server.connect({
      opened: () => this.step({ type: 'opened', nowMs: this.clock() }),
      message: (bytes) => this.receive(bytes),
      closed: (code, why) => this.closed(code, why),
    })
    this.timer = setInterval(() => this.step({ type: 'tick', nowMs: this.clock() }), TICK_MS)
    this.step({ type: 'start', nowMs: this.clock() })
  }

  push(value: Sample): void {
    const { capacity = 100_000 } = this.options
    if (this.kept.count >= capacity) {
      this.fail(new EddyError('ERR_OVERFLOW', `pushSamples: ${capacity} samples wait to be sent, and more come`))
      return
    }
    const sample = plainSample(value)
    const fault = isFault(sample) ? sample : this.kept.add(sample)
    if (fault) {
      this.rejections.report(value, fault)
      return
    }
    this.step({ type: 'pushed' })
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
    if (!this.ended || this.kept.count > 0 || this.state.phase === 'over') return
    this.stop()
    this.events.complete()
  }

  stop(): void {
    this.step({ type: 'stop' })
    this.over()
  }

  private over(): void {
    clearInterval(this.timer)
    clearTimeout(this.wake)
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
      case 'wait':
        this.wakeIn(effect.ms)
        break
      case 'release':
        this.kept.release(this.indexOf(effect.upTo) + 1)
        this.events.next({ acknowledged: this.forgotten + effect.upTo, waiting: this.kept.count })
        this.completeIfDone()
        break
      case 'renumber':
        this.forgotten += effect.by
        this.reached = this.state.acknowledged
        this.flushSoon()
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
        this.events.error(this.server.refusal(effect.code, effect.why))
    }
  }

  private wakeIn(ms: number): void {
    this.wake ??= setTimeout(() => {
      this.wake = undefined
      this.step({ type: 'tick', nowMs: this.clock() })
    }, Math.ceil(ms))
  }

  /** Where a sample stands among those that are kept. */
  private indexOf(number: number): number {
    return number - (this.state.pushed - this.kept.count) - 1
  }

  private sendSamples(from: number, count: number): void {
    const { meta, body } = encodeSamples(this.kept.slice(this.indexOf(from), count))
    const { stream } = this.options
    this.reached = Math.max(this.reached, from + count - 1)
    this.line.send({ type: FrameType.SAMPLES, meta: { ...meta, stream, producer: this.producer, seq: from }, body })
  }

  private closed(code: number, why: string): void {
    const random = (this.options.random ?? Math.random)()
    this.step({ type: 'closed', code, why, nowMs: this.clock(), random, afterMs: this.retryAfterMs })
    this.retryAfterMs = 0
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
    const { upTo, retryAfterMs, credits, afterMs } = meta
    if (type === FrameType.WELCOME) this.welcome(meta['limits'])
    else if (type === FrameType.SAMPLE_ACK && (upTo === 0 || isCount(upTo)))
      this.step({ type: 'acknowledged', upTo, nowMs, ...(isCount(credits) ? { credits } : {}) })
    else if (type === FrameType.FLOW && typeof retryAfterMs === 'number')
      this.step({ type: 'flow', retryAfterMs, nowMs })
    else {
      if (type === FrameType.BYE && typeof afterMs === 'number') this.retryAfterMs = afterMs
      this.step({ type: 'heard', well: type === FrameType.PONG, nowMs })
    }
  }

  /** The server tells what it takes: what no frame can hold is set aside before it has ever been sent. */
  private welcome(told: unknown): void {
    const { frameBytes, framesPerSecond } = (told ?? {}) as Readonly<Record<string, unknown>>
    if (isCount(framesPerSecond)) this.limits = { ...this.limits, framesPerSecond }
    const bytes = isCount(frameBytes) ? frameBytes : FRAME_BYTES
    const big = this.kept.limit(bytes, this.indexOf(this.reached) + 1)
    if (!big) {
      const why = `a sample on the way is larger than the ${bytes} bytes that the server takes by now`
      this.fail(new EddyError('ERR_FRAME_TOO_BIG', `pushSamples: ${why}`))
      return
    }
    this.step({ type: 'withdrawn', count: big.length })
    this.step({ type: 'welcome', nowMs: this.clock() })
    for (const [sample, fault] of big) this.rejections.report(sample, fault)
    this.completeIfDone()
  }
}

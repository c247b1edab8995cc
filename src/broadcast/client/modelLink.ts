import { EddyError } from '../../error.js'
import type { State } from '../../snapshots/deltas/shadow.js'
import { decodeFrame, type Frame, FrameType } from '../../snapshots/frame.js'
import type { Metadata } from '../../snapshots/metadata.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import {
  newSubscriber,
  stepSubscriber,
  type Subscriber,
  type SubscriberEffect,
  type SubscriberEvent,
} from '../machines/subscriber.js'
import { markToMeta, type Mark, MODEL_BYTES_MAX } from '../protocol.js'
import type { Transfer, TransferAssembler } from '../transfer.js'
import { Line } from './line.js'
import { type Currency, hearOf, LinkTeller } from './linkState.js'
import { closeError } from './socket.js'
import type { SubscribeOptions } from './subscribeOptions.js'
import type { SharedPredictor, SubscribedModel } from './subscribedModel.js'

export interface LinkEvents {
  readonly next: (model: SubscribedModel) => void
  readonly error: (error: EddyError) => void
}

const TICK_MS = 250

const markOf = ({ epoch, version, stateHash }: Frame | Transfer): Mark => ({ epoch, version, hash: stateHash })

/** One subscription: does what the subscriber machine decides, with a real socket and real bytes. */
export class ModelLink {
  private readonly options: SubscribeOptions
  private readonly events: LinkEvents
  private readonly clock: () => number
  private readonly currency: Currency
  private assembler: TransferAssembler | undefined
  private state: Subscriber = newSubscriber
  private readonly teller: LinkTeller
  private readonly line: Line
  private held: State | undefined
  private about: SnapshotAbout | undefined
  private transfer: Transfer | undefined
  private runtime: typeof import('./modelRuntime.js') | undefined
  private predictor: SharedPredictor | undefined
  private name: string
  private retryAfterMs = 0
  private readonly timer: ReturnType<typeof setInterval>

  constructor(url: string, options: SubscribeOptions, events: LinkEvents) {
    this.options = options
    this.events = events
    this.clock = options.clock ?? (() => performance.now())
    this.currency = { currentAtMs: this.clock(), newest: undefined }
    this.teller = new LinkTeller(options.onState)
    this.name = options.model ?? ''
    this.line = new Line(url, options.token, {
      opened: () => void this.opened(),
      message: (bytes) => this.receive(bytes),
      closed: (code, why) => this.closed(code, why),
    })
    this.timer = setInterval(() => this.step({ type: 'tick', nowMs: this.clock() }), TICK_MS)
    this.step({ type: 'start', nowMs: this.clock() })
  }

  /** Closes the socket and the timer; nothing is left open. */
  stop(): void {
    this.step({ type: 'stop' })
    this.over()
  }

  private over(): void {
    clearInterval(this.timer)
    this.line.drop()
  }

  private step(event: SubscriberEvent): void {
    const { state, effects } = stepSubscriber(this.state, event)
    this.state = state
    for (const effect of effects) this.perform(effect)
    this.teller.show({ phase: this.state.phase })
  }

  private perform(effect: SubscriberEffect): void {
    switch (effect.type) {
      case 'connect':
        this.line.connect()
        break
      case 'hello':
        this.hello(effect.held)
        break
      case 'apply':
        this.apply()
        break
      case 'ack':
        this.acknowledge(this.name, effect.mark)
        break
      case 'resync':
        this.line.send({ type: FrameType.RESYNC, meta: { model: this.name, why: effect.why } })
        break
      case 'ping':
        this.line.send({ type: FrameType.PING })
        break
      case 'emit':
        this.emit()
        break
      case 'close':
        this.line.drop()
        if (this.state.phase !== 'over') this.closed(1006, 'no sign of life from the server')
        break
      case 'fail':
        this.over()
        this.events.error(closeError('subscribeToModel', effect.code, effect.why))
    }
  }

  private acknowledge(model: string, { epoch, version, hash }: Mark): void {
    this.line.send({ type: FrameType.ACK, epoch, version, stateHash: hash, meta: { model } })
  }

  private async opened(): Promise<void> {
    await this.load()
    if (this.state.phase !== 'connecting') return
    this.teller.show({ why: undefined })
    this.step({ type: 'opened', nowMs: this.clock() })
  }

  /** Kernels and network come with the first connection, while the server knows nothing of it yet. */
  private async load(): Promise<void> {
    this.runtime ??= await import('./modelRuntime.js')
    const { SharedPredictor: Shared, TransferAssembler: Assembler } = this.runtime
    const { definitions = {}, features, kernels, maxBytes = MODEL_BYTES_MAX } = this.options
    this.assembler ??= new Assembler(maxBytes)
    this.predictor ??= new Shared({ definitions, features, kernels })
  }

  private closed(code: number, why: string): void {
    this.teller.show({ why, welcomed: false })
    const random = this.options.random ?? Math.random
    this.step({ type: 'closed', code, why, nowMs: this.clock(), random: random(), afterMs: this.retryAfterMs })
    this.retryAfterMs = 0
  }

  private hello(held: Mark | undefined): void {
    const { token, model, lossy = false } = this.options
    const have = held ? markToMeta(held) : null
    const any = model === undefined && this.name === ''
    const want = any ? { want: 'all', first: true } : { want: { [this.name]: have } }
    const meta = { ...want, lossy, ...(token === undefined || typeof process === 'object' ? {} : { token }) }
    this.line.send({ type: FrameType.HELLO, meta })
  }

  private receive(bytes: Uint8Array): void {
    try {
      this.take(decodeFrame(bytes))
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      // Too big for this client, or in another protocol: asking again would bring the same.
      const final = error.code === 'ERR_MODEL_TOO_BIG' || error.code === 'ERR_FRAME_VERSION'
      if (final) this.fail(error)
      else this.step({ type: 'refused', why: error.message })
    }
  }

  private fail(error: EddyError): void {
    this.step({ type: 'stop' })
    this.over()
    this.events.error(error)
  }

  private take(frame: Frame): void {
    const { type, meta } = frame
    if (type === FrameType.WELCOME && Array.isArray(meta['models'])) {
      const models = meta['models'].filter((name): name is string => typeof name === 'string')
      this.teller.show({ welcomed: true, models })
    }
    if (type === FrameType.BYE && typeof meta['afterMs'] === 'number') this.retryAfterMs = meta['afterMs']
    if (type === FrameType.FULL || type === FrameType.DELTA) this.takeChunk(frame)
    else if (type === FrameType.LATEST && meta['model'] === this.name) this.takeLatest(frame)
    else this.step({ type: 'heard', nowMs: this.clock() })
  }

  private takeLatest(frame: Frame): void {
    const nowMs = this.clock()
    const mark = markOf(frame)
    this.takeSubscribers(frame.meta)
    this.currency.newest = mark
    if (this.state.held?.hash === mark.hash) this.currency.currentAtMs = nowMs
    this.step({ type: 'latest', mark, fence: frame.fence, nowMs })
  }

  private takeSubscribers({ subscribers }: Metadata): void {
    if (typeof subscribers === 'number') this.teller.show({ subscribers })
  }

  private takeChunk(frame: Frame): void {
    // The first part tells of a version, long before it is here where the link is slow.
    if (frame.meta['model'] === this.name && frame.fence >= this.state.fence) hearOf(this.currency, frame)
    const transfer = this.assembler?.take(frame)
    // Without a name the first model of the server is the one.
    if (transfer && this.name === '') this.name = transfer.model
    if (transfer?.model === this.name) this.takeTransfer(transfer)
    else {
      // From a server that sends all it has: unanswered, it would cut this subscriber off as slow.
      if (transfer) this.acknowledge(transfer.model, markOf(transfer))
      this.step({ type: 'heard', nowMs: this.clock() })
    }
  }

  private takeTransfer(transfer: Transfer): void {
    this.transfer = transfer
    this.takeSubscribers(transfer.meta)
    const { full, baseVersion, fence } = transfer
    this.step({ type: 'update', update: { full, mark: markOf(transfer), baseVersion, fence }, nowMs: this.clock() })
  }

  /** Into a new body, checked, and only then the held one: a prediction never mixes two versions. */
  private apply(): void {
    const { transfer, runtime } = this
    this.transfer = undefined
    if (!transfer || !runtime) return
    try {
      this.held = { shapes: transfer.shapes, body: runtime.applyTransfer(this.held, transfer) }
      this.about = runtime.aboutFrom(transfer.meta['about'])
    } catch (error) {
      if (!(error instanceof EddyError)) throw error
      this.step({ type: 'refused', why: error.message })
      return
    }
    this.currency.currentAtMs = this.clock()
    this.step({ type: 'verified', nowMs: this.clock() })
  }

  private emit(): void {
    const { held, about, runtime, predictor, currency, clock } = this
    const mark = this.state.held
    if (!held || !about || !mark || !runtime || !predictor) return
    let model: SubscribedModel
    try {
      model = runtime.subscribedModel(this.name, mark, about, held, { predictor, currency, clock })
    } catch (error) {
      this.fail(error instanceof EddyError ? error : new EddyError('ERR_SNAPSHOT', String(error), { cause: error }))
      return
    }
    this.events.next(model)
  }
}

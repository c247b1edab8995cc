import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/index.js'
import {
  newPublisher,
  type Publisher,
  type PublisherEvent,
  stepPublisher,
} from '../../../src/broadcast/machines/publisher.js'
import { Close, type Mark, sameMark } from '../../../src/broadcast/protocol.js'

/** EDDY_HISTORIES=100000 for the long form. */
const HISTORIES = Number(process.env['EDDY_HISTORIES'] ?? 2000)

type Message =
  | { readonly kind: 'hello' | 'ping' | 'pong' | 'resync' }
  | { readonly kind: 'welcome'; readonly held: Mark | undefined }
  | { readonly kind: 'version'; readonly base: Mark | undefined; readonly mark: Mark; readonly broken: boolean }
  | { readonly kind: 'ack'; readonly mark: Mark }

/** A trainer, a server that verifies, and a network that loses connections and corrupts. */
class World {
  nowMs = 0
  trainer: Publisher = newPublisher
  held: Mark | undefined
  readonly applied: Mark[] = []
  failed: number | undefined
  private connected = false
  private up: Message[] = []
  private down: Message[] = []
  private readonly random: () => number

  constructor(seed: number) {
    this.random = createRandom(seed).next
    this.step({ type: 'start', nowMs: 0 })
  }

  step(event: PublisherEvent): void {
    const { state, effects } = stepPublisher(this.trainer, event)
    this.trainer = state
    for (const effect of effects) {
      if (effect.type === 'connect') {
        this.connected = true
        this.step({ type: 'opened', nowMs: this.nowMs })
      } else if (effect.type === 'hello' || effect.type === 'ping') this.up.push({ kind: effect.type })
      else if (effect.type === 'cut') this.cut()
      else if (effect.type === 'fail') this.failed = effect.code
      else if (effect.type === 'send' && this.trainer.latest) {
        this.up.push({ kind: 'version', base: effect.from, mark: this.trainer.latest, broken: this.random() < 0.1 })
      }
    }
  }

  cut(code = 1006): void {
    if (!this.connected) return
    this.connected = false
    this.up = []
    this.down = []
    this.step({ type: 'closed', code, why: 'cut', nowMs: this.nowMs, random: this.random() })
  }

  publish(): void {
    const version = (this.trainer.latest?.version ?? 0) + 1
    const hash = BigInt(Math.floor(this.random() * 2 ** 40))
    this.step({ type: 'published', latest: { epoch: 1n, version, hash }, nowMs: this.nowMs })
  }

  deliver(): void {
    const asked = this.up.shift()
    if (asked) this.serve(asked)
    const { nowMs } = this
    const answer = this.down.shift()
    if (answer?.kind === 'welcome') this.step({ type: 'welcome', held: answer.held, nowMs })
    else if (answer?.kind === 'ack') this.step({ type: 'ack', mark: answer.mark, nowMs })
    else if (answer?.kind === 'resync') this.step({ type: 'resync', nowMs })
    else if (answer) this.step({ type: 'heard', nowMs })
  }

  private serve(message: Message): void {
    if (message.kind === 'hello') this.down.push({ kind: 'welcome', held: this.held })
    else if (message.kind === 'ping') this.down.push({ kind: 'pong' })
    else if (message.kind === 'version') {
      const { base, mark, broken } = message
      if (broken || (base && !sameMark(base, this.held))) {
        this.down.push({ kind: 'resync' })
        return
      }
      if (!sameMark(this.held, mark)) this.applied.push(mark)
      this.held = mark
      this.down.push({ kind: 'ack', mark })
    }
  }

  pass(ms: number): void {
    this.nowMs += ms
    this.step({ type: 'tick', bytes: 1000, nowMs: this.nowMs })
  }

  get busy(): boolean {
    return this.up.length + this.down.length > 0
  }

  /** Versions on their way. */
  get inFlight(): number {
    return this.up.filter(({ kind }) => kind === 'version').length
  }

  chaos(): void {
    const dice = this.random()
    if (dice < 0.5) this.deliver()
    else if (dice < 0.75) this.publish()
    else if (dice < 0.93) this.pass(this.random() < 0.1 ? 20_000 : 300)
    else if (dice < 0.97) this.cut()
    else {
      this.cut()
      // The server was started again, and holds nothing.
      this.held = undefined
    }
  }

  calm(): void {
    for (let round = 0; round < 150; round++) {
      while (this.busy) this.deliver()
      this.pass(500)
    }
  }
}

describe('a trainer that publishes through a server, over a bad network', () => {
  it(`keeps its promises in ${HISTORIES} histories`, () => {
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const world = new World(seed)
      world.publish()
      for (let event = 0; event < 100; event++) {
        world.chaos()
        if (world.inFlight > 1) expect.fail(`seed ${seed}: ${world.inFlight} versions on their way`)
      }
      world.calm()
      if (!sameMark(world.held, world.trainer.latest)) expect.fail(`seed ${seed}: the server does not hold the latest`)
      world.applied.forEach(({ version }, at) => {
        const before = world.applied[at - 1]
        if (before && version < before.version)
          expect.fail(`seed ${seed}: ${before.version} was followed by ${version}`)
      })
    }
  })

  it('stops for good when its fence was overtaken, or a right is missing', () => {
    for (const code of [Close.FENCED, Close.FORBIDDEN]) {
      const world = new World(1)
      world.publish()
      world.cut(code)
      expect(world.failed).toBe(code)
      expect(world.trainer.phase).toBe('over')
      world.publish()
      world.calm()
      expect(world.held).toBeUndefined()
    }
  })

  it('after a cut says nothing of what the server holds already', () => {
    const world = new World(2)
    world.publish()
    while (world.held === undefined) world.calm()
    world.calm()
    const { length } = world.applied
    world.cut()
    world.calm()
    expect(world.applied.length).toBe(length)
    expect(world.trainer.phase).toBe('open')
  })
})

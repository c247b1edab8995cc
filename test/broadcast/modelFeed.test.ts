import { describe, expect, it } from 'vitest'
import { applyTransfer } from '../../src/broadcast/applyTransfer.js'
import { ModelFeed, type Way } from '../../src/broadcast/modelFeed.js'
import type { Mark } from '../../src/broadcast/protocol.js'
import { type Transfer, TransferAssembler } from '../../src/broadcast/transfer.js'
import { createRandom } from '../../src/index.js'
import type { Column } from '../../src/snapshots/column.js'
import type { State } from '../../src/snapshots/deltas/shadow.js'
import { decodeFrame } from '../../src/snapshots/frame.js'

const LENGTH = 5000
const about = { samples: 1, steps: 1, rejected: 0 }

/** A subscriber of lossy updates: what it holds, every state checked against the hash that was told. */
class Follower {
  held: State | undefined
  mark: Mark | undefined
  bytes = 0

  take(way: Way | undefined): void {
    const assembler = new TransferAssembler(1 << 24)
    let transfer: Transfer | undefined
    for (const packet of way?.packets ?? []) transfer = assembler.take(decodeFrame(packet))
    if (!transfer) throw new Error('expected a transfer')
    const { epoch, version, stateHash, shapes } = transfer
    this.held = { shapes, body: applyTransfer(this.held, transfer) }
    this.mark = { epoch, version, hash: stateHash }
    this.bytes = way?.bytes ?? 0
  }
}

function trained() {
  const values = new Float32Array(LENGTH)
  const { next } = createRandom(1)
  const feed = new ModelFeed('m', { epoch: 1n, fence: 0 })
  const column: Column = { name: 'parameters', type: 'f32', length: LENGTH, values }
  const publish = (): void => {
    for (let i = 0; i < LENGTH; i++) values[i] = (values[i] ?? 0) + (next() - 0.5) * 1e-3
    feed.publish([column], about)
  }
  for (let i = 0; i < LENGTH; i++) values[i] = next()
  publish()
  feed.startLossy()
  const follow = (follower: Follower): number => {
    follower.take(feed.lossyWayFrom(follower.mark))
    expect(follower.mark).toEqual(feed.latestLossy)
    return follower.bytes
  }
  return { values, feed, publish, follow }
}

describe('lossy updates', () => {
  it('cost one rounded step, however many versions were skipped', () => {
    const { values, publish, follow } = trained()
    const slow = new Follower()
    expect(follow(slow)).toBeGreaterThan(4 * LENGTH)
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 7; i++) publish()
      expect(follow(slow)).toBeLessThan(1.1 * LENGTH)
    }
    const got = new Float32Array(slow.held?.body.buffer ?? new ArrayBuffer(0))
    expect(Math.max(...values.map((value, i) => Math.abs(value - (got[i] ?? 0))))).toBeLessThan(1e-4)
  })

  it('for who missed a step of the others are an exact delta, not the whole', () => {
    const { publish, follow } = trained()
    const [fast, slow] = [new Follower(), new Follower()]
    follow(slow)
    follow(fast)
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 3; i++) {
        publish()
        expect(follow(fast)).toBeLessThan(1.1 * LENGTH)
      }
      expect(follow(slow)).toBeLessThan(0.8 * 4 * LENGTH)
      expect(slow.held).toEqual(fast.held)
    }
  })

  it('begin again with another run', () => {
    const { feed, publish, follow } = trained()
    const follower = new Follower()
    follow(follower)
    publish()
    follow(follower)
    feed.begin(2n, 1)
    expect(feed.latest?.epoch).toBe(1n)
    publish()
    expect(feed.latest).toMatchObject({ epoch: 2n, version: 1 })
    expect(follow(follower)).toBeGreaterThan(4 * LENGTH)
    publish()
    expect(follow(follower)).toBeLessThan(1.1 * LENGTH)
  })
})

describe('a version that no frame can carry', () => {
  it('is refused whole, and the one before stays', () => {
    const { feed } = trained()
    const before = feed.latest
    const state = { shapes: [], body: new Uint8Array(0) }
    const mark = { epoch: 9n, version: 1, hash: 0n }
    expect(() => feed.relay({ mark, state, about: { ...about, live: 'x'.repeat(17_000) } }, 3)).toThrow(
      expect.objectContaining({ code: 'ERR_METADATA' }),
    )
    expect([feed.latest, feed.fence]).toEqual([before, 0])
  })
})

import { describe, expect, it } from 'vitest'
import { ModelFeed } from '../../../src/broadcast/modelFeed.js'
import type { Hub } from '../../../src/broadcast/server/hub.js'
import { BroadcastMetrics } from '../../../src/broadcast/server/metrics.js'
import type { Outlet } from '../../../src/broadcast/server/outlet.js'
import { Subscriptions } from '../../../src/broadcast/server/subscriptions.js'
import { decodeFrame } from '../../../src/snapshots/frame.js'

function subscribed(lossy: boolean) {
  const feed = new ModelFeed('m', { epoch: 1n, fence: 0 })
  const values = new Float32Array(900)
  const publish = (): void => {
    for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) + Math.sin(i) * 1e-3
    feed.publish([{ name: 'parameters', type: 'f32', length: values.length, values }], {
      samples: 0,
      steps: 0,
      rejected: 0,
    })
  }
  const sent: number[] = []
  const outlet = {
    write: (packet: Uint8Array) => sent.push(decodeFrame(packet).version),
    send: () => undefined,
    close: (_: number, why: string) => expect.fail(why),
  }
  const hub = { metrics: new BroadcastMetrics(), clock: () => 0, subscribers: () => 1 }
  const subscriptions = new Subscriptions(outlet as unknown as Outlet, hub as unknown as Hub, lossy)
  publish()
  subscriptions.add(feed, undefined)
  let answered = feed.latest
  const ack = (): void => {
    if (answered) subscriptions.step('m', { type: 'ack', mark: answered, nowMs: 0 })
    answered = lossy ? feed.latestLossy : feed.latest
  }
  const tell = (): void => subscriptions.published(feed)
  return { publish, tell, ack, sent, subscriptions }
}

describe.each([
  ['exact', false],
  ['lossy', true],
])('a subscriber of %s updates', (_, lossy) => {
  it('whose answer comes before it is told of the newest version gets that one, and goes on', () => {
    const { publish, tell, ack, sent, subscriptions } = subscribed(lossy)
    publish()
    tell()
    publish()
    ack()
    expect(sent).toEqual([1, 3])
    tell()
    ack()
    publish()
    tell()
    expect(sent).toEqual([1, 3, 4])
    publish()
    subscriptions.step('m', { type: 'resync', nowMs: 0 })
    ack()
    tell()
    expect(sent).toEqual([1, 3, 4, 5])
  })
})

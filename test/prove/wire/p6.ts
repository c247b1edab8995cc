import type { Broadcaster, Publication } from '../../../src/node.js'
import { otherProcess } from '../../bench/otherProcess.js'
import { load } from '../product.js'
import { demand, pause, type Prove, quantile, type Setting } from '../proof.js'

const { createModel, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')

const MEMORY_MIB = 64
/** Milliseconds that p99 may differ on a machine that has more to do. */
const NOISE_MS = 25

interface Round {
  readonly subscribers: number
  readonly stalled: number
  readonly seconds: number
  readonly weights: number
}

interface Hubs {
  readonly connections: Iterable<{ readonly outlet: { readonly transport: { readonly writableLength: number } } }>
}

/** Bytes that wait in this process for its slowest subscriber. */
const waitingBytes = (server: Broadcaster): number =>
  Math.max(0, ...[...(server as unknown as Hubs).connections].map(({ outlet }) => outlet.transport.writableLength))

/** Ten versions a second, every weight moved; `seen` is called after each. */
async function publishing(
  publication: Publication,
  parameters: Float32Array | Float64Array,
  seconds: number,
  seen: () => void,
) {
  const begin = performance.now()
  for (let round = 1; performance.now() - begin < seconds * 1000; round++) {
    for (let i = 0; i < parameters.length; i++) parameters[i] = Math.sin(i * round)
    publication.publishNow()
    seen()
    await pause(Math.max(0, begin + round * 100 - performance.now()))
  }
}

async function run(setting: Setting, { subscribers, stalled, seconds, weights }: Round) {
  const model = createModel({ input: weights / 64 - 1, layers: [dense(64)], seed: 1 })
  const server = await createBroadcaster({ page: () => false })
  setting.after(() => server.close())
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  const publication = server.publish('m', model, { everyMs: 3_600_000, about })
  const crowd = otherProcess('./broadcast/crowd.ts', [server.port, subscribers, stalled].map(String))
  setting.after(() => crowd.kill())
  await crowd.said('ready')
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  let [most, waiting] = [before, 0]
  await publishing(publication, model.parameters, seconds, () => {
    most = Math.max(most, process.memoryUsage().rss)
    waiting = Math.max(waiting, waitingBytes(server))
  })
  const reported = crowd.said('report')
  crowd.ask('report')
  const lags = (await reported) as readonly number[]
  crowd.kill()
  return { p99: quantile(lags, 0.99), grownMiB: (most - before) / 2 ** 20, waiting, bytes: model.parameters.byteLength }
}

/** P6: a slow subscriber delays nobody, and costs bounded memory. */
export const prove: Prove = async (setting) => {
  const seconds = setting.by({ quick: 3, short: 5, long: 60 })
  const subscribers = setting.by({ quick: 20, short: 40, long: 500 })
  const weights = setting.by({ quick: 262_144, short: 262_144, long: 1_048_576 })
  const stalled = subscribers / 10
  const healthy = await run(setting, { subscribers: subscribers - stalled, stalled: 0, seconds, weights })
  const mixed = await run(setting, { subscribers, stalled, seconds, weights })
  const { waiting, bytes, grownMiB, p99 } = mixed
  const mib = (n: number): string => `${(n / 2 ** 20).toFixed(1)} MiB`
  // One transfer in flight, whatever is published: it may be as long as the model, and its frames.
  demand(
    waiting < bytes * 1.1 + 65_536,
    `${mib(waiting)} wait for a subscriber that reads nothing, of a model of ${mib(bytes)}`,
  )
  demand(grownMiB <= MEMORY_MIB, `memory grew by ${grownMiB.toFixed(0)} MiB`)
  const allowedMs = Math.max(1.5 * healthy.p99, healthy.p99 + NOISE_MS)
  const ratio = (p99 / healthy.p99).toFixed(2)
  demand(p99 <= allowedMs, `p99 of the others was ${p99.toFixed(0)} ms, ${ratio} times that without the stopped`)
  return `${stalled} of ${subscribers} stopped reading: at most ${mib(waiting)} wait for one, memory +${grownMiB.toFixed(0)} MiB, p99 of the others ${ratio} times`
}

import { otherProcess } from '../../bench/otherProcess.js'
import { load } from '../product.js'
import { demand, pause, quantile, type Setting } from '../proof.js'

const { createModel, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')

const CLOSED_MS = 5000
const HEALTHY = 50
/** Milliseconds that p99 may differ on a machine that has more to do. */
const NOISE_MS = 40

/** Connections that say nothing, send half a message, or flood with pings, beside subscribers who are well. */
export async function enemies(setting: Setting): Promise<{ readonly count: number; readonly lastMs: number }> {
  const count = setting.by({ quick: 30, short: 300, long: 2000 })
  const model = createModel({ input: 126, layers: [dense(128)], seed: 1 })
  const server = await createBroadcaster({ page: () => false })
  setting.after(() => server.close())
  const about = () => ({ takenAtMs: performance.timeOrigin + performance.now() })
  const publication = server.publish('m', model, { everyMs: 3_600_000, about })
  const crowd = otherProcess('./broadcast/crowd.ts', [server.port, HEALTHY].map(String))
  setting.after(() => crowd.kill())
  await crowd.said('ready')
  /** Five versions a second until it is over; how late they came meanwhile, in milliseconds. */
  const p99While = async (over: Promise<unknown>): Promise<number> => {
    let open = true
    void over.finally(() => (open = false))
    for (let round = 1; open; round++) {
      for (let i = 0; i < model.parameters.length; i++) model.parameters[i] = Math.sin(i * round)
      publication.publishNow()
      await pause(200)
    }
    const reported = crowd.said('report')
    crowd.ask('report')
    return quantile((await reported) as readonly number[], 0.99)
  }
  const before = await p99While(pause(3000))
  const foes = otherProcess('./broadcast/enemies.ts', [server.port, count].map(String))
  setting.after(() => foes.kill())
  const closed = foes.said('closed')
  const during = await p99While(Promise.race([closed, pause(30_000)]))
  const lastMs = Number(await Promise.race([closed, pause(0).then(() => Number.POSITIVE_INFINITY)]))
  demand(lastMs <= CLOSED_MS, `a hostile connection was open for ${lastMs.toFixed(0)} ms`)
  const allowedMs = Math.max(2 * before, before + NOISE_MS)
  demand(
    during <= allowedMs,
    `p99 of the others was ${during.toFixed(0)} ms beside enemies, ${before.toFixed(0)} without`,
  )
  return { count, lastMs }
}

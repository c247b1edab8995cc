import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { folderFor } from '../durable/killLoop.js'
import { heldBytes, LoopWatch } from '../hostile/loopWatch.js'
import { load } from '../product.js'
import { count, demand, pause, type Prove, type Setting, within } from '../proof.js'
import { ChaosProxy } from '../wire/chaosProxy.js'
import { Trend } from './trend.js'

const { createLearner, learn, sea } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster, openLearner } = await load<typeof import('../../../src/node.js')>('node.js')

const SUBSCRIBERS = 30

/** A kept learner that trains as fast as it can, published, to subscribers whose connections are cut now and then. */
async function training(setting: Setting) {
  const create = () => createLearner({ task: 'classification', seed: setting.seed })
  const learner = await openLearner(await folderFor(setting), { create, everySamples: 50_000 })
  const server = await createBroadcaster({ page: () => false })
  server.publish('m', learner, { everyMs: 100 })
  const stream = sea({ seed: setting.seed, noise: 0.05, after: learner.position }).pipe(learn(learner)).subscribe()
  const proxy = new ChaosProxy(() => server.port, setting.random)
  const port = await proxy.listen()
  setting.after(async () => {
    stream.unsubscribe()
    proxy.close()
    await learner.close()
    await server.close()
  })
  return { learner, server, proxy, port }
}

function crowd(setting: Setting, port: number) {
  const script = fileURLToPath(new URL('./soakCrowd.ts', import.meta.url))
  const child = fork(script, [port, SUBSCRIBERS, setting.seed].map(String), { execArgv: process.execArgv })
  setting.after(() => child.kill('SIGKILL'))
  return async (): Promise<{ readonly applied: number; readonly joined: number; readonly errors: number }> => {
    child.send('report')
    const [{ value }] = (await once(child, 'message')) as [{ readonly value: never }]
    return value
  }
}

/** Issue 6, F: what is used over time, and that it doesn't grow. */
export const prove: Prove = async (setting) => {
  const given = Number(process.env['EDDY_SOAK_MINUTES'] ?? 0)
  const minutes = given > 0 ? given : setting.by({ quick: 0.15, short: 0.5, long: 60 })
  const long = minutes >= 10
  const { learner, server, proxy, port } = await training(setting)
  const report = crowd(setting, port)
  await within(20_000, 'subscribers are there', () => server.metrics.connections >= SUBSCRIBERS / 2)
  // In half a minute nothing is settled: then only what would fill a machine within hours is seen.
  const trends = {
    held: new Trend('heap', 'MiB', long ? 0.2 : 20),
    rss: new Trend('RSS', 'MiB', long ? 0.5 : 120),
    handles: new Trend('handles', '', long ? 0.5 : 60),
    turn: new Trend('longest turn', 'ms', long ? 1 : 200),
  }
  const begin = performance.now()
  const everyMs = Math.max(400, (minutes * 60_000) / 200)
  for (let now = 0; now < minutes; now = (performance.now() - begin) / 60_000) {
    const watch = new LoopWatch()
    await pause(everyMs)
    watch.stop()
    if (setting.random() < 0.2) proxy.cut()
    trends.held.add(now, heldBytes() / 2 ** 20)
    trends.rss.add(now, process.memoryUsage().rss / 2 ** 20)
    trends.handles.add(now, process.getActiveResourcesInfo().length)
    trends.turn.add(now, watch.worstMs)
  }
  const { samples } = learner
  const { applied, joined, errors } = await report()
  const all = Object.values(trends)
  for (const trend of all) demand(trend.holds, `${String(trend)}, at most ${trend.limit}`)
  demand(errors === 0, `${errors} subscribers ended in an error`)
  await within(5000, 'no connection is left', () => server.metrics.connections === 0)
  return `${minutes} min, ${count(samples)} samples, ${count(joined)} subscribers came, ${count(applied)} models applied: ${all.join(', ')}`
}

import { type Prove, type Setting, within } from '../proof.js'
import { ChaosProxy } from './chaosProxy.js'
import { Follower } from './follower.js'
import { storm } from './storm.js'
import { World } from './world.js'

const DELAY_MS = 60
const BYTES_PER_MS = 1000

/** Far away, and while a version is on its way many more are published: how many milliseconds until all are current. */
async function afterBurst(setting: Setting): Promise<number> {
  const world = await World.open(setting, { units: 500 })
  const proxy = new ChaosProxy(() => world.port, setting.random, { delayMs: DELAY_MS, bytesPerMs: BYTES_PER_MS })
  setting.after(() => proxy.close())
  const port = await proxy.listen()
  const followers = Array.from({ length: 5 }, () => new Follower(port, world, setting))
  setting.after(() => followers.forEach((follower) => follower.stop()))
  await within(20_000, 'every subscriber has the first model', () => followers.every(({ current }) => current))
  for (let i = 0; i < 40; i++) world.publish()
  const bytes = world.latest?.parameters.byteLength ?? 0
  // What was on its way, its acknowledgement, and one transfer more; a busy machine takes its time too.
  const allowedMs = 3 * DELAY_MS + (2 * bytes) / BYTES_PER_MS + 1500
  return within(allowedMs, 'every subscriber is current after a burst', () => followers.every(({ current }) => current))
}

/** P4: when publishing pauses, everyone is current within a round trip and a transfer. */
export const prove: Prove = async (setting) => {
  const burstMs = await afterBurst(setting)
  const ms = setting.by({ quick: 800, short: 4000, long: 120_000 })
  const { followers } = await storm(setting, ms)
  // Those who were cut off come back first: within the time limits of a transfer, and a back-off.
  const all = () => followers.every(({ current }) => current)
  const stormMs = await within(20_000, 'every subscriber is current after a storm', all)
  for (const follower of followers) follower.check()
  return `all current ${burstMs.toFixed(0)} ms after a burst at ${DELAY_MS} ms each way, ${stormMs.toFixed(0)} ms after a storm`
}

import { count, demand, type Prove, type Setting, within } from '../proof.js'
import { ChaosProxy } from './chaosProxy.js'
import { Follower } from './follower.js'
import { realLink } from './realLink.js'
import { World } from './world.js'

const NOTICED_MS = 15_000
const RECOVERED_MS = 5000

/** A proxy that is silent both ways, and lets no end know. */
async function proxied(setting: Setting): Promise<string> {
  const world = await World.open(setting)
  const proxy = new ChaosProxy(() => world.port, setting.random)
  setting.after(() => proxy.close())
  const port = await proxy.listen()
  const followers = Array.from({ length: 20 }, () => new Follower(port, world, setting))
  setting.after(() => followers.forEach((follower) => follower.stop()))
  await within(10_000, 'all are current', () => followers.every(({ current }) => current))
  proxy.down = true
  const begin = performance.now()
  const noticed = followers.map(() => Number.POSITIVE_INFINITY)
  let server = Number.POSITIVE_INFINITY
  await within(NOTICED_MS + 3000, 'both ends notice', () => {
    const now = performance.now() - begin
    followers.forEach(({ phase }, i) => void (phase !== 'open' && (noticed[i] = Math.min(noticed[i] ?? now, now))))
    if (world.server.metrics.connections === 0) server = Math.min(server, now)
    return server < Number.POSITIVE_INFINITY && Math.max(...noticed) < Number.POSITIVE_INFINITY
  })
  const client = Math.max(...noticed)
  demand(client <= NOTICED_MS, `a subscriber noticed after ${count(Math.round(client))} ms`)
  demand(server <= NOTICED_MS, `the server noticed after ${count(Math.round(server))} ms`)
  world.publish()
  proxy.up()
  const all = () => followers.every(({ current, phase }) => current && phase === 'open')
  const backMs = await within(RECOVERED_MS, 'all are current after the link came up', all)
  for (const follower of followers) follower.check()
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
  return `half open: noticed by 20 subscribers after ${seconds(client)}, by the server after ${seconds(server)}; all current ${seconds(backMs)} after it was up`
}

/** Bar 16: a half-open link is noticed by both ends within 15 s, and all is well 5 s after it came up. */
export const prove: Prove = async (setting) => {
  const figure = await proxied(setting)
  return setting.scale === 'long' ? `${figure}; ${await realLink(setting)}` : figure
}

import { load } from '../product.js'
import { demand, pause, type Prove, type Setting, within } from '../proof.js'
import { ChaosProxy } from './chaosProxy.js'
import { Follower } from './follower.js'
import { MessageProxy } from './messageProxy.js'
import { World } from './world.js'

const { decodeFrame } = await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')

/** Both ends' clocks run so much faster than ours. */
const HASTE = 4
const clock = (): number => performance.now() * HASTE

async function linked(setting: Setting) {
  const world = await World.open(setting, { units: 5000, clock })
  const messages = new MessageProxy(() => world.port)
  setting.after(() => messages.close())
  const behind = await messages.listen()
  const proxy = new ChaosProxy(() => behind, setting.random)
  setting.after(() => proxy.close())
  const follower = new Follower(await proxy.listen(), world, { random: setting.random, clock })
  setting.after(() => follower.stop())
  await within(10_000, 'the subscriber has a model', () => follower.current)
  return { world, messages, proxy, follower }
}

/** P5: staleness is visible: versions behind, milliseconds, `stale`. */
export const prove: Prove = async (setting) => {
  const { world, messages, proxy, follower } = await linked(setting)
  const quietMs = setting.by({ quick: 2500, short: 4000, long: 20_000 })
  for (let waited = 0; waited < quietMs; waited += 100) {
    await pause(100)
    const { stale = true, staleMs = 0 } = follower.model ?? {}
    demand(!stale, `a model that is current says it is stale, after ${staleMs.toFixed(0)} ms`)
  }
  // Of newer versions it gets the beginning, and no more.
  messages.tampering = { toClient: (message) => (decodeFrame(message).chunk > 0 ? [] : [message]) }
  for (let i = 0; i < 5; i++) world.publish(1)
  const toldMs = await within(8000, 'a newer version is told of', () => follower.model?.versionsBehind === 5)
  demand(follower.model?.stale === true, 'a model that isn’t the newest doesn’t say so')
  const before = follower.model?.staleMs ?? 0
  await pause(1500)
  const grown = (follower.model?.staleMs ?? 0) - before
  demand(grown > 1400 * HASTE, `a model that isn’t the newest aged ${grown.toFixed(0)} ms in ${1500 * HASTE}`)
  messages.tampering = {}
  await within(10_000, 'it is current again', () => follower.current && follower.model?.stale === false)
  // Nothing is heard any more.
  proxy.down = true
  const silentMs = await within(2 * 15_000, 'a model without news is stale', () => follower.model?.stale === true)
  demand(silentMs * HASTE <= 15_500, `a model without news was stale only after ${(silentMs * HASTE).toFixed(0)} ms`)
  proxy.up()
  await within(20_000, 'it is current once more', () => follower.current && follower.model?.stale === false)
  const seconds = (ms: number): string => `${((ms * HASTE) / 1000).toFixed(1)} s`
  return `5 versions behind told after ${seconds(toldMs)}, silence after ${seconds(silentMs)}, current again without a word`
}

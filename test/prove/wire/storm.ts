import { demand, pause, type Setting, within } from '../proof.js'
import { calm, ChaosProxy, type Weather } from './chaosProxy.js'
import { Follower } from './follower.js'
import { MessageProxy, type Tampering } from './messageProxy.js'
import { World } from './world.js'

/** What the weather may be. */
const weathers: readonly Weather[] = [
  calm,
  { delayMs: 30, sliceBytes: 500 },
  { bytesPerMs: 300, sliceBytes: 2000, stall: 0.02, stallMs: 300 },
  { sliceBytes: 9, delayMs: 2 },
  { sliceBytes: 1500, flip: 0.02 },
  { sliceBytes: 3000, truncate: 0.02, reset: 0.02 },
]

export interface StormOptions {
  readonly units?: number
  readonly tampering?: (world: World) => Tampering
  readonly followers?: number
  readonly weather?: boolean
}

/** What a storm left behind. */
export interface Storm {
  readonly world: World
  readonly proxy: ChaosProxy
  readonly followers: readonly Follower[]
  readonly applied: number
  readonly compared: number
}

/**
 * A trainer, subscribers, and between them a network that delays, throttles, slices, flips bits, truncates, resets and
 * stalls, and a trainer that is replaced now and then.
 *
 * @throws {Fell} if a subscriber was given a model that wasn't right
 */
export async function storm(setting: Setting, ms: number, options: StormOptions = {}): Promise<Storm> {
  const { random, after } = setting
  const world = await World.open(setting, options)
  const messages = new MessageProxy(() => world.port, options.tampering?.(world))
  after(() => messages.close())
  const behind = await messages.listen()
  const proxy = new ChaosProxy(() => behind, random)
  after(() => proxy.close())
  const port = await proxy.listen()
  const followers = Array.from({ length: options.followers ?? 8 }, (_, i) => {
    const follower = new Follower(port, world, { random, lossy: i % 4 === 3 })
    after(() => follower.stop())
    return follower
  })
  await within(20_000, 'every subscriber has a model', () => followers.every(({ applied }) => applied > 0))
  const begin = performance.now()
  let restarts = 1
  for (let round = 1; performance.now() - begin < ms; round++) {
    world.publish()
    if (options.weather !== false && round % 8 === 0)
      proxy.weather = weathers[Math.floor(random() * weathers.length)] ?? calm
    if (random() < 0.01) proxy.cut()
    if (performance.now() - begin > (restarts * ms) / 4) {
      restarts += 1
      await world.restart()
    }
    for (const follower of followers) follower.glance()
    for (const follower of followers) follower.check()
    await pause(random() * 30)
  }
  proxy.weather = calm
  const sum = (of: (follower: Follower) => number): number => followers.reduce((total, each) => total + of(each), 0)
  const refused = sum((follower) => follower.refused)
  demand(refused === 0, `damage on the way ended ${refused} subscriptions for good`)
  return { world, proxy, followers, applied: sum(({ applied }) => applied), compared: sum(({ compared }) => compared) }
}

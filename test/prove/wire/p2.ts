import { load } from '../product.js'
import { count, demand, type Prove, type Setting } from '../proof.js'
import type { Tampering } from './messageProxy.js'
import { storm } from './storm.js'

const { decodeFrame, FrameType } = await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')

/** Sends a whole model of the past once more, now and then: of this trainer, or of one that was replaced. */
function replaying(random: Setting['random'], replayed: () => void): Tampering {
  const past: Buffer[] = []
  return {
    toClient: (message) => {
      const { type, flags } = decodeFrame(message)
      // A rounded model of the same version is another thing.
      if (type === FrameType.FULL && flags === 0 && random() < 0.5) past.push(Buffer.from(message))
      const again = past[Math.floor(random() * past.length)]
      if (!again || random() > 0.1) return [message]
      replayed()
      return [message, again]
    },
  }
}

/** P2: versions never go back within an epoch, epochs never by fence. */
export const prove: Prove = async (setting) => {
  let replays = 0
  const tampering = () => replaying(setting.random, () => void (replays += 1))
  const ms = setting.by({ quick: 2500, short: 4000, long: 120_000 })
  const { followers, applied } = await storm(setting, ms, { tampering, units: 16 })
  for (const follower of followers) follower.check()
  demand(replays > 5, `only ${replays} models of the past were sent once more`)
  return `${count(replays)} models of the past sent once more between ${count(applied)} applied: none taken`
}

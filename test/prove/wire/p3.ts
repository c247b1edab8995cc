import type { Frame } from '../../../src/snapshots/frame.js'
import { load } from '../product.js'
import { count, demand, type Prove, type Setting } from '../proof.js'
import type { Tampering } from './messageProxy.js'
import { storm } from './storm.js'

const { decodeFrame, encodeFrame, FrameType, HEADER_BYTES } =
  await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')

function flipped(bytes: Uint8Array, random: Setting['random']): Uint8Array {
  const copy = Uint8Array.from(bytes)
  const bit = Math.floor(random() * copy.byteLength * 8)
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

/** Of frames to the server, how many in a hundred: each costs a connection. */
const DAMAGED_UPWARDS = 0.03

/** Flips a bit of a frame; or of its body, with a checksum that fits again: as memory that is broken before it does. */
function flipping(random: Setting['random'], told: () => void): Tampering {
  return {
    toClient: (message) => {
      const frame: Frame = decodeFrame(message)
      const model = frame.type === FrameType.FULL || frame.type === FrameType.DELTA
      const dice = random()
      if (!model || frame.body.byteLength === 0 || dice > 0.3) return [message]
      told()
      if (dice < 0.15) return [encodeFrame({ ...frame, body: flipped(frame.body, random) })]
      if (dice < 0.22) return [flipped(message, random)]
      const header = flipped(message.subarray(0, HEADER_BYTES), random)
      return [Buffer.concat([header, message.subarray(HEADER_BYTES)])]
    },
    toServer: (message) => {
      if (random() > DAMAGED_UPWARDS) return [message]
      told()
      return [flipped(message, random)]
    },
  }
}

/** P3: every applied state's hash equals a published one; of rounded updates, the shadow's, and errors don't add up. */
export const prove: Prove = async (setting) => {
  let flips = 0
  const tampering = () => flipping(setting.random, () => void (flips += 1))
  const ms = setting.by({ quick: 2500, short: 5000, long: 120_000 })
  const { followers, applied, proxy } = await storm(setting, ms, { tampering, units: 4 })
  for (const follower of followers) follower.check()
  demand(flips > 20, `only ${flips} frames were damaged`)
  const all = flips + proxy.flips
  return `${count(applied)} applied states equal the published ones, beside ${count(all)} damaged frames`
}

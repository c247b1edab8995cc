import { load } from '../product.js'
import { count, demand, type Prove, within } from '../proof.js'
import { Follower } from './follower.js'
import { MessageProxy } from './messageProxy.js'
import { World } from './world.js'

const { decodeFrame, FrameType } = await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')

/** P7: late join is one exchange: one message up, and the answer to it is the model. */
export const prove: Prove = async (setting) => {
  const world = await World.open(setting, { units: 3000 })
  const messages = new MessageProxy(() => world.port)
  setting.after(() => messages.close())
  const port = await messages.listen()
  const joins = setting.by({ quick: 3, short: 30, long: 1000 })
  for (let join = 0; join < joins; join++) {
    world.publish()
    await within(5000, 'the one before is gone', () => world.server.metrics.connections === 0)
    messages.forget()
    const follower = new Follower(port, world, setting)
    await within(5000, 'one who joins late has the model', () => follower.current)
    follower.check()
    follower.stop()
    const types = (frames: readonly Buffer[]): readonly number[] => frames.map((frame) => decodeFrame(frame).type)
    const up = types(messages.toServer).filter((type) => type !== FrameType.ACK)
    demand(up.length === 1 && up[0] === FrameType.HELLO, `${up.length} messages went up: ${up.join(', ')}`)
    const [first, ...rest] = types(messages.toClient)
    const fits = first === FrameType.WELCOME && rest.every((type) => type === FrameType.FULL)
    demand(fits, `the answer to HELLO was ${[first, ...rest].join(', ')}`)
  }
  return `${count(joins)} joins after the fact: HELLO up, WELCOME and the model down`
}

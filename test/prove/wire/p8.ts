import { load } from '../product.js'
import { demand, pause, type Prove, within } from '../proof.js'
import { Follower } from './follower.js'
import { MessageProxy } from './messageProxy.js'
import { World } from './world.js'

const { decodeFrame, FrameType } = await load<typeof import('../../../src/snapshots/frame.js')>('snapshots/frame.js')

const BYTES = 256

/** P8: reconnecting costs nothing when nothing changed: at most 256 bytes of model traffic, LATEST included. */
export const prove: Prove = async (setting) => {
  const world = await World.open(setting)
  const messages = new MessageProxy(() => world.port)
  setting.after(() => messages.close())
  const follower = new Follower(await messages.listen(), world, setting)
  setting.after(() => follower.stop())
  await within(5000, 'the subscriber has the model', () => follower.current)
  const cuts = setting.by({ quick: 4, short: 30, long: 500 })
  let most = 0
  for (let cut = 0; cut < cuts; cut++) {
    messages.forget()
    // The server too may have been started anew, with the same weights.
    if (cut % 3 === 2) await world.restart()
    else messages.cut()
    await within(
      10_000,
      'it is told what is the latest',
      () => messages.toClient.length >= 2 && follower.phase === 'open',
    )
    await pause(30)
    const frames = messages.toClient.map((bytes) => ({ bytes: bytes.byteLength, ...decodeFrame(bytes) }))
    const model = frames.filter(({ type }) =>
      [FrameType.FULL, FrameType.DELTA, FrameType.LATEST].some((t) => t === type),
    )
    const bytes = model.reduce((sum, frame) => sum + frame.bytes, 0)
    demand(bytes <= BYTES, `a reconnect with nothing new cost ${bytes} bytes of model traffic`)
    most = Math.max(most, bytes)
    await within(2000, 'it is current', () => follower.current)
  }
  follower.check()
  return `${cuts} reconnects, ${Math.floor(cuts / 3)} of them to a new server: at most ${most} bytes of model traffic`
}

import { once } from 'node:events'
import { WebSocket } from 'ws'
import { crc32 } from '../../../src/snapshots/crc32.js'
import { encodeFrame, FrameType } from '../../../src/snapshots/frame.js'
import { allowed, attempt, cells, expected, goodOrigin } from '../../broadcast/server/admission/accessMatrix.js'
import { load } from '../product.js'
import { demand, type Prove } from '../proof.js'

const { createModel, dense } = await load<typeof import('../../../src/index.js')>('index.js')
const { createBroadcaster } = await load<typeof import('../../../src/node.js')>('node.js')

/** The HTTP status of a refusal, or the code that closes the connection after a HELLO. */
async function greeted(port: number, protocol: string, hello: Uint8Array): Promise<number> {
  const socket = new WebSocket(`ws://localhost:${port}`, protocol)
  socket.on('error', () => undefined)
  const refused = once(socket, 'unexpected-response').then(([, { statusCode }]) => statusCode as number)
  const opened = once(socket, 'open').then(() => undefined)
  const status = await Promise.race([refused, opened])
  if (status !== undefined) return status
  const closed = once(socket, 'close').then(([code]) => code as number)
  const answered = once(socket, 'message').then(([bytes]) =>
    (bytes as Buffer)[5] === FrameType.WELCOME ? 101 : closed,
  )
  socket.send(hello)
  return Promise.race([closed, answered]).finally(() => socket.terminate())
}

/** With one byte changed, and a checksum that fits: as one who speaks another protocol would write it. */
function changed(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[at] = value
  const view = new DataView(copy.buffer)
  view.setUint32(44, 0, true)
  view.setUint32(44, crc32(copy), true)
  return copy
}

/** P14: unknown versions, origins and rights are refused. */
export const prove: Prove = async (setting) => {
  const server = await createBroadcaster({ authorize: allowed, origins: [goodOrigin], page: () => false })
  setting.after(() => server.close())
  server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  server.samples('s').subscribe()
  const rounds = setting.by({ quick: 1, short: 3, long: 100 })
  for (let round = 0; round < rounds; round++) {
    for (const cell of cells) {
      const got = await attempt(server.port, cell)
      demand(got === expected(cell), `${JSON.stringify(cell)} was answered by ${got}, not ${expected(cell)}`)
    }
  }
  const hello = encodeFrame({ type: FrameType.HELLO, meta: { want: {} } })
  const flagged = encodeFrame({ type: FrameType.HELLO, flags: 0x8000, meta: { want: {} } })
  const versions = [
    ['as it should be', 101, 'eddy.v1', hello],
    ['a subprotocol of later', 426, 'eddy.v2', hello],
    ['a protocol of later', 4426, 'eddy.v1', changed(hello, 4, 2)],
    ['a critical flag', 4426, 'eddy.v1', flagged],
  ] as const
  for (const [what, wanted, protocol, bytes] of versions) {
    const got = await greeted(server.port, protocol, bytes)
    demand(got === wanted, `${what} was answered by ${got}, not ${wanted}`)
  }
  return `${cells.length} cells of origin, token and right as they should be, ${rounds} times; versions and flags of later refused`
}

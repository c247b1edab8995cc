/* CPU of the broadcaster against a loop over ws sockets that encodes nothing and decides nothing, in turns. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { encodeFrame, FrameType } from '../../../src/snapshots/frame.js'
import {
  aLittle,
  anew,
  atHertz,
  cpuShare,
  crowdOf,
  judge,
  long,
  median,
  mediumModel,
  type Move,
  published,
} from './measure.js'

/** Not fewer in the short form: the ratio depends on how many share what is done once for each version. */
const count = 1000
const seconds = long ? 20 : 4
const turns = long ? 5 : 3

/** Whole models, encoded before; both sides move the weights, which is the trainer's work. */
async function bareShare(move: Move): Promise<number> {
  const { parameters } = mediumModel()
  const [first, ...frames] = Array.from({ length: seconds * 5 + 1 }, (_, round) => {
    move(parameters, round)
    return encodeFrame({
      type: FrameType.FULL,
      version: round + 1,
      meta: { model: 'm', columns: [], about: { takenAtMs: 0 } },
      body: new Uint8Array(parameters.slice().buffer),
    })
  })
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false, clientTracking: false })
  const sockets = new Set<WebSocket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('message', () => socket.send(first ?? ''))
    // It reads what it is told, and does nothing about it.
    socket.on('message', () => undefined)
  })
  await once(server, 'listening')
  const crowd = await crowdOf((server.address() as AddressInfo).port, count)
  const share = await cpuShare(() =>
    atHertz(5, seconds, (round) => {
      move(parameters, round)
      for (const socket of sockets) socket.send(frames[round] ?? '')
    }),
  )
  crowd.kill()
  server.close()
  return share
}

async function broadcasterShare(move: Move): Promise<number> {
  const model = mediumModel()
  const { server, publication } = await published(model)
  const crowd = await crowdOf(server.port, count)
  const share = await cpuShare(() =>
    atHertz(5, seconds, (round) => {
      move(model.parameters, round)
      publication.publishNow()
    }),
  )
  crowd.kill()
  await server.close()
  return share
}

async function compare(what: string, move: Move): Promise<void> {
  const shares: { readonly bare: number; readonly ours: number }[] = []
  for (let turn = 0; turn < turns; turn++)
    shares.push({ bare: await bareShare(move), ours: await broadcasterShare(move) })
  const ours = median(shares.map((share) => share.ours))
  const bare = median(shares.map((share) => share.bare))
  const ratio = median(shares.map((share) => share.ours / share.bare))
  judge(
    ratio <= 1.15,
    `bare: ${count} sockets, 64 KiB at 5 Hz, ${what}: broadcaster ${ours.toFixed(1)} % of a core, bare ws loop ${bare.toFixed(1)} %: ${ratio.toFixed(2)} times`,
    '1.15 times',
  )
}

await compare('each weight moved a little', aLittle)
await compare('all weights new, the same bytes', anew)

/* Frames of noise, and frames that are right but for something: as many as asked for, over as many connections as it takes. */
import { createRandom } from 'eddy'
import { WebSocket } from 'ws'
import { encodeFrame, FrameType } from '../../../src/snapshots/frame.js'

const [port, count, seed = '9'] = process.argv.slice(2)
const { next } = createRandom(Number(seed))
const hello = encodeFrame({ type: FrameType.HELLO, meta: { want: { m: null } } })
let sent = 0
let connections = 0

function hostileFrame(): Uint8Array {
  const noise = Uint8Array.from({ length: Math.floor(next() * 100) }, () => next() * 256)
  if (next() < 0.2) return noise
  const meta = {
    model: next() < 0.5 ? 'm' : 7,
    stream: 'x',
    producer: 'p',
    seq: Math.floor(next() * 5),
    n: Math.floor(next() * 4),
  }
  const types = [2, 3, 4, 5, 1, 17, 18, 99]
  const frame = encodeFrame({ type: types[Math.floor(next() * types.length)] ?? 2, meta, body: noise })
  if (next() < 0.5) frame[Math.floor(next() * frame.byteLength)] = next() * 256
  return frame
}

while (sent < Number(count)) {
  const socket = new WebSocket(`ws://localhost:${port}`, 'eddy.v1', { perMessageDeflate: false })
  connections += 1
  socket.on('error', () => undefined)
  const over = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  await new Promise<void>((resolve) => socket.on('open', () => resolve()))
  if (next() < 0.9) socket.send(hello)
  // Harmless ones most of the time, so that a connection lives to see many.
  const batch = Math.min(2000, Number(count) - sent)
  const tame = next() < 0.8
  for (let i = 0; i < batch; i++) {
    const frame =
      tame && i < batch - 1
        ? encodeFrame({ type: 2 + Math.floor(next() * 2), meta: { model: next() < 0.9 ? 'm' : 'x' } })
        : hostileFrame()
    socket.send(frame)
    sent += 1
  }
  const waited = setTimeout(() => socket.terminate(), 500)
  await over
  clearTimeout(waited)
}
process.send?.({ type: 'done', value: connections })

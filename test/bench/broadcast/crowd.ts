/* Many subscribers in one process, as thin as can be: they read frames, acknowledge, and note when they had a version. */
import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame, FrameType } from '../../../src/snapshots/frame.js'

const [port, count, stalled = '0'] = process.argv.slice(2)
let lags: number[] = []
let waiting = Number(count)

function subscribe(stops: boolean): void {
  const socket = new WebSocket(`ws://localhost:${port}`, 'eddy.v1', { perMessageDeflate: false })
  let takenAtMs = 0
  socket.on('open', () => socket.send(encodeFrame({ type: FrameType.HELLO, meta: { want: { m: null } } })))
  socket.on('message', (bytes: Buffer) => {
    const frame = decodeFrame(bytes)
    if (frame.type !== FrameType.FULL && frame.type !== FrameType.DELTA) return
    if (frame.chunk === 0) takenAtMs = (frame.meta['about'] as { takenAtMs: number }).takenAtMs
    if (frame.chunk + 1 < frame.chunks) return
    const { epoch, version, stateHash } = frame
    socket.send(encodeFrame({ type: FrameType.ACK, epoch, version, stateHash, meta: { model: 'm' } }))
    if (version === 1) {
      // Reads no more: the kernel's buffers fill, then the server's.
      if (stops) socket.pause()
      waiting -= 1
      if (waiting === 0) process.send?.({ type: 'ready' })
      return
    }
    lags.push(performance.timeOrigin + performance.now() - takenAtMs)
  })
}

for (let i = 0; i < Number(count); i++) {
  subscribe(i < Number(stalled))
  if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 10))
}
process.on('message', () => {
  process.send?.({ type: 'report', value: lags })
  lags = []
})

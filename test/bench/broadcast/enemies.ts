/* Connections that say nothing, send half a frame, or flood with pings; tells how long the last of them lasted. */
import { WebSocket } from 'ws'

const [port, count] = process.argv.slice(2)
let left = Number(count)
let slowest = 0
for (let i = 0; i < Number(count); i++) {
  let opened = performance.now()
  const socket = new WebSocket(`ws://localhost:${port}`, 'eddy.v1', { perMessageDeflate: false })
  socket.on('error', () => undefined)
  socket.on('open', () => {
    opened = performance.now()
    if (i % 3 === 1) socket.send(new Uint8Array(40), { fin: false })
    if (i % 3 === 2) for (let ping = 0; ping < 400 && socket.readyState === 1; ping++) socket.ping()
  })
  socket.on('close', () => {
    slowest = Math.max(slowest, performance.now() - opened)
    left -= 1
    if (left === 0) process.send?.({ type: 'closed', value: slowest })
  })
  if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 10))
}

/* Sockets that read and do nothing, for the bare loop. */
import { WebSocket } from 'ws'

const [port, count] = process.argv.slice(2)
let open = 0
for (let i = 0; i < Number(count); i++) {
  const socket = new WebSocket(`ws://localhost:${port}`, { perMessageDeflate: false })
  socket.on('message', () => undefined)
  socket.on('open', () => {
    open += 1
    if (open === Number(count)) process.send?.({ type: 'ready' })
  })
  if (i % 50 === 49) await new Promise((resolve) => setTimeout(resolve, 10))
}

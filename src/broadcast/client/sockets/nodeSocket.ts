import { Close, SUBPROTOCOL } from '../../protocol.js'
import type { SocketEvents } from './socket.js'

/** Bytes one frame from a server may have: a chunk, its metadata and header. */
const FRAME_BYTES_MAX = 262_144

/** Connects. What can't even be tried is told as a final close. Resolves to the function that gives up. */
export async function openInNode(url: string, token: string | undefined, events: SocketEvents): Promise<() => void> {
  // Browsers never reach this line. Bundlers for browsers take the package's small `browser` entry.
  const { WebSocket } = await import('ws')
  const socket = new WebSocket(url, SUBPROTOCOL, {
    perMessageDeflate: false,
    maxPayload: FRAME_BYTES_MAX,
    handshakeTimeout: 10_000,
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  })
  let over = false
  const close = (code: number, why: string): void => {
    if (over) return
    over = true
    events.closed(code, why)
  }
  socket.on('open', () =>
    events.opened({
      send: (bytes) => socket.send(bytes),
      close: () => socket.terminate(),
      get bufferedBytes() {
        return socket.bufferedAmount
      },
    }),
  )
  socket.on('message', (bytes: Buffer) => events.message(bytes))
  socket.on('unexpected-response', (_, { statusCode = 0 }) => {
    close(...refusal(statusCode))
    socket.terminate()
  })
  socket.on('error', (error) => close(1006, reasonOf(error)))
  socket.on('close', (code, why) => close(code, why.toString()))
  return () => socket.terminate()
}

/** Of several addresses that all refuse, Node gives an error without a message. */
const reasonOf = ({ message, code }: NodeJS.ErrnoException): string => message || (code ?? 'the connection failed')

/** What an HTTP answer in place of an upgrade means. */
function refusal(status: number): readonly [code: number, why: string] {
  if (status === 401) return [Close.UNAUTHORIZED, 'the server wants another token']
  if (status === 403) return [Close.FORBIDDEN, 'the server refuses this origin']
  if (status === 426) return [Close.VERSION, 'the server speaks another protocol version']
  if (status >= 500) return [Close.BUSY, `the server answers ${status}`]
  return [4404, `there is no broadcaster at this address: it answers ${status}`]
}

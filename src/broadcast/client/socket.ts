import { EddyError } from '../../error.js'
import { Close, SUBPROTOCOL } from '../protocol.js'

/** A WebSocket, as the same few calls in Node and in browsers. */
export interface Socket {
  send(bytes: Uint8Array): void
  close(): void
  /** Stops reading or goes on; browsers can't. */
  readonly bufferedBytes: number
}

export interface SocketEvents {
  readonly opened: (socket: Socket) => void
  readonly message: (bytes: Uint8Array) => void
  readonly closed: (code: number, why: string) => void
}

/** Bytes one frame from a server may have: a chunk, its metadata and header. */
const FRAME_BYTES_MAX = 262_144

/**
 * Checks an address.
 *
 * @throws {EddyError} ERR_URL unless it is ws:// or wss:// (http and https are taken for them), without a token in it
 */
export function webSocketUrl(url: string): string {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new EddyError('ERR_URL', `expected an address like ws://localhost:8787, got '${url}'`)
  }
  const protocol = parsed.protocol.replace('http', 'ws')
  if (protocol !== 'ws:' && protocol !== 'wss:') {
    throw new EddyError('ERR_URL', `expected an address that begins with ws:// or wss://, got '${url}'`)
  }
  if (parsed.password !== '' || parsed.searchParams.has('token')) {
    throw new EddyError('ERR_URL', 'a token never belongs into an address, where logs keep it: use the option `token`')
  }
  return `${protocol}//${parsed.host}${parsed.pathname}${parsed.search}`
}

const inNode = (): boolean => typeof process === 'object' && process.versions?.node !== undefined

/** Connects; never throws. Returns the function that gives up. */
export function openSocket(url: string, token: string | undefined, events: SocketEvents): () => void {
  if (!inNode()) return openInBrowser(url, events)
  let cancelled = false
  let cancel = (): void => {
    cancelled = true
  }
  // Kept from bundlers: in a browser this line is never reached.
  const ws = 'ws'
  void import(/* @vite-ignore */ ws).then(({ WebSocket }: typeof import('ws')) => {
    if (cancelled) return
    const socket = new WebSocket(url, SUBPROTOCOL, {
      perMessageDeflate: false,
      maxPayload: FRAME_BYTES_MAX,
      handshakeTimeout: 10_000,
      ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
    })
    cancel = () => socket.terminate()
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
    socket.on('error', (error) => close(1006, error.message))
    socket.on('close', (code, why) => close(code, why.toString()))
  })
  return () => cancel()
}

/** What an HTTP answer in place of an upgrade means. */
function refusal(status: number): readonly [code: number, why: string] {
  if (status === 401) return [Close.UNAUTHORIZED, 'the server wants another token']
  if (status === 403) return [Close.FORBIDDEN, 'the server refuses this origin']
  if (status === 426) return [Close.VERSION, 'the server speaks another protocol version']
  if (status >= 500) return [Close.BUSY, `the server answers ${status}`]
  return [4404, `there is no broadcaster at this address: it answers ${status}`]
}

function openInBrowser(url: string, events: SocketEvents): () => void {
  const socket = new WebSocket(url, SUBPROTOCOL)
  socket.binaryType = 'arraybuffer'
  socket.onopen = () =>
    events.opened({
      send: (bytes) => socket.send(bytes as Uint8Array<ArrayBuffer>),
      close: () => socket.close(),
      get bufferedBytes() {
        return socket.bufferedAmount
      },
    })
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) events.message(new Uint8Array(data))
  }
  socket.onclose = ({ code, reason }) => events.closed(code, reason || 'the connection was lost')
  return () => socket.close()
}

/** The error of a final close code. */
export function closeError(who: string, code: number, why: string): EddyError {
  const codes: Readonly<Record<number, string>> = {
    [Close.UNAUTHORIZED]: 'ERR_UNAUTHORIZED',
    [Close.FORBIDDEN]: 'ERR_FORBIDDEN',
    [Close.VERSION]: 'ERR_PROTOCOL_VERSION',
    [Close.FENCED]: 'ERR_FENCED',
    [Close.TOO_BIG]: 'ERR_FRAME_TOO_BIG',
    4404: 'ERR_NOT_A_BROADCASTER',
  }
  return new EddyError(codes[code] ?? 'ERR_REFUSED', `${who}: ${why}`)
}

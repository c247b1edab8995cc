import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { inNode } from '../../inNode.js'
import type { ErrorCode } from '../../errorCodes.js'
import type { Expectation } from '../../options.js'
import { Close, SUBPROTOCOL } from '../protocol.js'
import type { SocketEvents } from './sockets/socket.js'

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
    throw new EddyError('ERR_URL', `expected an address like ws://localhost:8787, got ${describeValue(url)}`)
  }
  const protocol = parsed.protocol.replace('http', 'ws')
  if (protocol !== 'ws:' && protocol !== 'wss:') {
    throw new EddyError('ERR_URL', `expected an address that begins with ws:// or wss://, got ${describeValue(url)}`)
  }
  const { username, password, searchParams } = parsed
  if (username !== '' || password !== '' || searchParams.has('token') || searchParams.has('access_token')) {
    throw new EddyError('ERR_URL', 'a token never belongs into an address, where logs keep it: use the option `token`')
  }
  return `${protocol}//${parsed.host}${parsed.pathname}${parsed.search}`
}

/** A token travels in a header, where line breaks and other alphabets can't be, and spaces would cut it. */
export const aToken: Expectation = {
  expected: 'visible Latin characters',
  secret: true,
  holds: (value) => typeof value === 'string' && /^[\x21-\x7e\xa1-\xff]+$/.test(value),
  hint: (value) => (typeof value === 'string' && /\s$/.test(value) ? '`.trim()` what comes from a file' : undefined),
}

/** Connects; never throws. Returns the function that gives up. */
export function openSocket(url: string, token: string | undefined, events: SocketEvents): () => void {
  if (!inNode()) return openInBrowser(url, events)
  let cancelled = false
  let cancel = (): void => {
    cancelled = true
  }
  // What browsers have no use for isn't in what they load.
  void import('./sockets/nodeSocket.js')
    .then(({ openInNode }) => (cancelled ? undefined : openInNode(url, token, events)))
    .then((giveUp) => {
      if (cancelled) giveUp?.()
      else if (giveUp) cancel = giveUp
    })
    .catch((error: unknown) => events.closed(Close.MALFORMED, String(error)))
  return () => cancel()
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
  const codes: Readonly<Record<number, ErrorCode>> = {
    [Close.UNAUTHORIZED]: 'ERR_UNAUTHORIZED',
    [Close.FORBIDDEN]: 'ERR_FORBIDDEN',
    [Close.VERSION]: 'ERR_PROTOCOL_VERSION',
    [Close.FENCED]: 'ERR_FENCED',
    [Close.TOO_BIG]: 'ERR_FRAME_TOO_BIG',
    4404: 'ERR_NOT_A_BROADCASTER',
  }
  return new EddyError(codes[code] ?? 'ERR_REFUSED', `${who}: ${why}`)
}

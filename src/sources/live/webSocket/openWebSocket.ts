import { EddyError } from '../../../error.js'
import type { ErrorCode } from '../../../errorCodes.js'
import { inNode } from '../../../inNode.js'
import type { Link, LinkEnd, LinkEvents } from '../link.js'
import { refusalOf, retryAfterMs } from '../refusal.js'

export interface WebSocketRequest {
  readonly url: URL
  /** The address, as messages may show it. */
  readonly where: string
  readonly protocols: readonly string[]
  readonly headers: Readonly<Record<string, string>>
  readonly maxMessageBytes: number
  /** Called at each connection, to ask for what is wanted. */
  readonly onOpen: (send: (data: string | Uint8Array) => void) => void
}

const HANDSHAKE_MS = 10_000

/** Connects, by ws in Node and by the global WebSocket in browsers; never throws. */
export function openWebSocket(request: WebSocketRequest, events: LinkEvents): Link {
  if (!inNode()) return openInBrowser(request, events)
  let link: Link | undefined
  let closed = false
  // Kept from bundlers: in a browser this line is never reached.
  const ws = 'ws'
  import(/* @vite-ignore */ ws).then(
    (module: typeof import('ws')) => {
      if (!closed) link = openInNode(module.WebSocket, request, events)
    },
    (error: Error) =>
      events.closed(failure('ERR_NO_WEBSOCKET', `the package ws can't be loaded: ${error.message}`, error)),
  )
  return {
    close: () => {
      closed = true
      link?.close()
    },
    pause: () => link?.pause(),
    resume: () => link?.resume(),
    ping: () => link?.ping(),
  }
}

function openInNode(WebSocket: typeof import('ws').WebSocket, request: WebSocketRequest, events: LinkEvents): Link {
  const { url, where, protocols, headers, maxMessageBytes } = request
  const socket = new WebSocket(url, [...protocols], {
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    handshakeTimeout: HANDSHAKE_MS,
    headers: { ...headers },
  })
  const end = once(events.closed)
  socket.on('open', () => {
    events.opened()
    greet(request, (data) => socket.send(data), end)
  })
  socket.on('message', (bytes: Buffer, binary) =>
    events.message({ data: binary ? bytes : bytes.toString(), event: '', id: '' }),
  )
  socket.on('ping', events.heard)
  socket.on('pong', events.heard)
  socket.on('unexpected-response', (_, { statusCode = 0, headers: answer }) => {
    end(refused(statusCode, where, retryAfterMs(answer['retry-after'], Date.now())))
    socket.terminate()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
      events.message({ data: '', event: '', id: '', tooLong: true })
    }
    end({ why: error.message || String(error.code) })
  })
  socket.on('close', (code, why) => end(closing(code, why.toString())))
  return {
    close: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    ping: () => socket.readyState === WebSocket.OPEN && socket.ping(),
  }
}

/** A browser doesn't say why a connection was refused, pings by itself, and reads on. */
function openInBrowser(request: WebSocketRequest, events: LinkEvents): Link {
  const socket = new WebSocket(request.url, [...request.protocols])
  socket.binaryType = 'arraybuffer'
  const end = once(events.closed)
  socket.onopen = () => {
    events.opened()
    greet(request, (data) => socket.send(data as Uint8Array<ArrayBuffer>), end)
  }
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    const tooLong = (typeof data === 'string' ? data.length : data.byteLength) > request.maxMessageBytes
    events.message({
      data: tooLong ? '' : typeof data === 'string' ? data : new Uint8Array(data),
      event: '',
      id: '',
      tooLong,
    })
  }
  // It says nothing that `close` doesn't; implementations outside browsers throw where nobody listens.
  socket.onerror = () => undefined
  socket.onclose = ({ code, reason }) => end(closing(code, reason))
  return { close: () => socket.close(), pause: () => undefined, resume: () => undefined, ping: () => undefined }
}

function greet(
  { onOpen, where }: WebSocketRequest,
  send: (data: string | Uint8Array) => void,
  end: (end: LinkEnd) => void,
): void {
  try {
    onOpen(send)
  } catch (error) {
    end(
      failure(
        'ERR_ON_OPEN',
        `${where}: onOpen throws: ${error instanceof Error ? error.message : String(error)}`,
        error,
      ),
    )
  }
}

/** An HTTP answer in place of a connection. */
function refused(status: number, where: string, afterMs: number | undefined): LinkEnd {
  const why = `the server answers ${status}`
  if (status < 300) {
    return failure(
      'ERR_NOT_A_WEBSOCKET',
      `${where} answers a page (HTTP ${status}): expected a WebSocket; is the address right?`,
    )
  }
  const error = refusalOf(status, where)
  return { why, ...(error ? { error } : {}), ...(afterMs === undefined ? {} : { afterMs }) }
}

const CLOSED_NORMALLY = 1000
const GOING_AWAY = 1001

const closing = (code: number, reason: string): LinkEnd => ({
  why: `the connection closed (${code}${reason === '' ? '' : `: ${reason}`})`,
  clean: code === CLOSED_NORMALLY || code === GOING_AWAY,
})

const failure = (code: ErrorCode, why: string, cause?: unknown): LinkEnd => ({
  why,
  error: new EddyError(code, why, { cause }),
})

function once(tell: (end: LinkEnd) => void): (end: LinkEnd) => void {
  let told = false
  return (end) => {
    if (told) return
    told = true
    tell(end)
  }
}

import { encodeFrame, type Frame } from '../../snapshots/frame.js'
import { openSocket } from './socket.js'
import type { Socket } from './sockets/socket.js'

export interface LineEvents {
  readonly opened: () => void
  readonly message: (bytes: Uint8Array) => void
  readonly closed: (code: number, why: string) => void
}

/** One connection after the other to one address: what an earlier one still has to say is not heard. */
export class Line {
  private readonly url: string
  private readonly token: string | undefined
  private readonly events: LineEvents
  private socket: Socket | undefined
  private cancel: () => void = () => undefined

  constructor(url: string, token: string | undefined, events: LineEvents) {
    this.url = url
    this.token = token
    this.events = events
  }

  connect(): void {
    this.drop()
    let current = true
    const cancel = openSocket(this.url, this.token, {
      opened: (socket) => {
        if (!current) return
        this.socket = socket
        this.events.opened()
      },
      message: (bytes) => {
        if (current) this.events.message(bytes)
      },
      closed: (code, why) => {
        if (!current) return
        current = false
        this.socket = undefined
        this.events.closed(code, why)
      },
    })
    this.cancel = () => {
      current = false
      this.socket = undefined
      cancel()
    }
  }

  /** Closes without a word: `closed` is not told. */
  drop(): void {
    this.cancel()
    this.cancel = () => undefined
  }

  /** Lost where there is no connection: the machines send again what matters. */
  send(frame: Partial<Frame> & { readonly type: number }): void {
    this.sendBytes(encodeFrame(frame))
  }

  /** A frame that is encoded already. */
  sendBytes(frame: Uint8Array): void {
    this.socket?.send(frame)
  }
}

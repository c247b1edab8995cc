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

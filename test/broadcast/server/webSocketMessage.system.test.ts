import { createServer, type AddressInfo } from 'node:net'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { webSocketMessages } from '../../../src/broadcast/server/webSocketMessage.js'

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i % 251)

describe('webSocketMessages', () => {
  it('writes the headers of RFC 6455: 7, 16 and 64 bits of length', () => {
    expect([...webSocketMessages([bytes(3)])]).toEqual([0x82, 3, 0, 1, 2])
    expect([...webSocketMessages([bytes(126)]).subarray(0, 4)]).toEqual([0x82, 126, 0, 126])
    expect([...webSocketMessages([bytes(65_535)]).subarray(0, 4)]).toEqual([0x82, 126, 255, 255])
    expect([...webSocketMessages([bytes(65_536)]).subarray(0, 10)]).toEqual([0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0])
  })

  it('is read by a WebSocket client as the messages that went in', async () => {
    const payloads = [0, 1, 125, 126, 65_535, 65_536, 200_000].map(bytes)
    const server = createServer((socket) => {
      socket.once('data', (request) => {
        const key = /sec-websocket-key: (.*)\r/i.exec(request.toString())?.[1]
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
        const head = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
        socket.write(head)
        socket.write(webSocketMessages(payloads))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const seen: Buffer[] = []
    await new Promise<void>((resolve) => {
      client.on('message', (message: Buffer) => {
        seen.push(message)
        if (seen.length === payloads.length) resolve()
      })
    })
    client.terminate()
    server.close()
    expect(seen.map((message) => Buffer.compare(message, bytes(message.length)))).toEqual(payloads.map(() => 0))
    expect(seen.map(({ length }) => length)).toEqual(payloads.map(({ length }) => length))
  })
})

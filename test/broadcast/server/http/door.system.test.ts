import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { connect } from 'node:net'
import { firstValueFrom } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { subscribeToModel } from '../../../../src/client.js'
import { createModel, dense } from '../../../../src/index.js'
import { createBroadcaster } from '../../../../src/node.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function serverOf(answer?: RequestListener): Server {
  const server = createServer(answer)
  closing.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return server
}

async function on(server: Server) {
  const broadcaster = await createBroadcaster({ server })
  closing.push(() => broadcaster.close())
  broadcaster.publish('m', createModel({ input: 1, layers: [dense(1)] }))
  const get = async (path: string): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${broadcaster.port}${path}`)
    return `${response.status} ${(await response.text()).slice(0, 15)}`
  }
  const model = () => firstValueFrom(subscribeToModel(`ws://127.0.0.1:${broadcaster.port}`, { model: 'm' }))
  return { broadcaster, get, model }
}

describe('on a server of one’s own', () => {
  it('what was answered stays, and what is answered later is waited for', async () => {
    const server = serverOf((request, response) => {
      if (request.url === '/late') setTimeout(() => response.end('late'), 20)
      else if (request.url === '/none' || request.url === '/healthz') response.writeHead(404).end()
    })
    const { get } = await on(server)
    expect(await get('/none')).toBe('404 ')
    expect(await get('/healthz')).toBe('404 ')
    expect(await get('/late')).toBe('200 late')
    expect(await get('/metrics')).toBe('200 # HELP eddy_con')
    expect(await get('/')).toBe('200 <!doctype html>')
  })

  it('what nobody else listens to is refused', async () => {
    const { get, broadcaster } = await on(serverOf())
    expect(await get('/elsewhere')).toBe('404 not found\n')
    const socket = new WebSocket(`ws://127.0.0.1:${broadcaster.port}/chat`)
    const [, response] = (await once(
      socket.on('error', () => undefined),
      'unexpected-response',
    )) as [unknown, { statusCode: number }]
    expect(response.statusCode).toBe(426)
  })

  it('other WebSockets are left to their own listeners', async () => {
    const server = serverOf()
    const chat = new WebSocketServer({ noServer: true })
    server.on('upgrade', (request, socket, head) => {
      if (request.url === '/chat') chat.handleUpgrade(request, socket, head, (client) => client.send('hello'))
    })
    const { broadcaster, model } = await on(server)
    const socket = new WebSocket(`ws://127.0.0.1:${broadcaster.port}/chat`)
    expect(String((await once(socket, 'message'))[0])).toBe('hello')
    socket.terminate()
    expect((await model()).version).toBe(1)
  })

  it('a WebSocket server that takes everything first does not end the process', async () => {
    const server = serverOf()
    const all = new WebSocketServer({ server })
    const { broadcaster } = await on(server)
    const socket = new WebSocket(`ws://127.0.0.1:${broadcaster.port}`, 'eddy.v1')
    await once(socket, 'open')
    expect(all.clients.size).toBe(1)
    expect(broadcaster.metrics.connections).toBe(0)
    socket.terminate()
  })

  it('has one broadcaster at a time, and is as it was after it', async () => {
    const server = serverOf()
    const { broadcaster } = await on(server)
    await expect(createBroadcaster({ server })).rejects.toMatchObject({ code: 'ERR_OPTION' })
    await broadcaster.close()
    expect([server.listening, server.listenerCount('request'), server.listenerCount('upgrade')]).toEqual([true, 0, 0])
    const { get, model } = await on(server)
    expect(await get('/healthz')).toBe('200 ok\n')
    expect((await model()).version).toBe(1)
  })

  it('is left alone where it cannot listen', async () => {
    const used = serverOf()
    used.listen(0, '127.0.0.1')
    await once(used, 'listening')
    const { port } = used.address() as { port: number }
    const server = serverOf()
    await expect(createBroadcaster({ server, port })).rejects.toMatchObject({ code: 'ERR_PORT_IN_USE' })
    expect(server.listenerCount('request')).toBe(0)
  })
})

describe('closing', () => {
  it('waits for no request that never ends, nor for a refused socket that stays', async () => {
    const broadcaster = await createBroadcaster()
    const half = connect(broadcaster.port, '127.0.0.1')
    closing.push(() => half.destroy())
    half.on('error', () => undefined)
    half.write('GET / HTTP/1.1\r\nHost: x\r\n')
    const refused = connect({ port: broadcaster.port, host: '127.0.0.1', allowHalfOpen: true })
    closing.push(() => refused.destroy())
    refused.on('error', () => undefined)
    refused.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    await once(refused, 'data')
    await broadcaster.close()
    expect(broadcaster.port).toBe(0)
    expect(() => broadcaster.publish('m', createModel({ input: 1, layers: [dense(1)] }))).toThrow(
      expect.objectContaining({ code: 'ERR_CLOSED' }),
    )
  })
})

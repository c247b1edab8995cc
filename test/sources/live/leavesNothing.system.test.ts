import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { FeedServers, until } from './feedServer.js'

const servers = new FeedServers()
afterEach(() => servers.close())

const entry = new URL('../../../src/node.ts', import.meta.url).href

/** A process that listens to both feeds, takes one sample of each, and has nothing more to do. */
const program = (webSocket: string, events: string): string => `
  import { firstValueFrom } from 'rxjs'
  import { fromServerSentEvents, fromWebSocket } from '${entry}'
  await firstValueFrom(fromWebSocket('${webSocket}'))
  await firstValueFrom(fromServerSentEvents('${events}'))
  const paused = { overflow: { capacity: 1, policy: 'pause' } }
  await firstValueFrom(fromWebSocket('${webSocket}', paused))
  await firstValueFrom(fromServerSentEvents('${events}', paused))
  const left = process.getActiveResourcesInfo().filter((name) => name === 'Timeout')
  console.log('done', left.length)
`

describe('a process whose feeds nobody listens to any more', () => {
  it('ends by itself', async () => {
    const webSocket = await servers.webSocket((socket) => {
      const timer = setInterval(() => socket.send('{"x":[1]}'), 5)
      socket.on('close', () => clearInterval(timer))
    })
    const events = await servers.events((response) => {
      const timer = setInterval(() => response.write('data: {"x":[1]}\n\n'), 5)
      response.on('close', () => clearInterval(timer))
    })
    const argv = ['--import', 'tsx', '--input-type=module', '-e', program(webSocket, events)]
    const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 50_000 })
    expect(stdout).toBe('done 0\n')
    await until(() => servers.held === 0)
  })
})

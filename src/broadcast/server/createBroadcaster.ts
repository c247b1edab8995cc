import { createServer } from 'node:http'
import { Broadcaster } from './broadcaster.js'
import type { BroadcasterOptions } from './broadcasterOptions.js'
import { checkBroadcaster } from './checkOptions.js'
import { listen } from './http/listen.js'

/**
 * Broadcasts models over WebSockets while they learn.
 *
 * @throws {EddyError} (rejects) ERR_OPTION, ERR_PORT_IN_USE, ERR_LISTEN; the reason of a signal that aborts before it listens
 */
export async function createBroadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  checkBroadcaster(options)
  const { port = 0, host = '127.0.0.1', signal } = options
  signal?.throwIfAborted()
  const server = options.server ?? createServer()
  const broadcaster = new Broadcaster(server, options)
  try {
    if (!server.listening) await listen(server, { port, host })
    signal?.throwIfAborted()
  } catch (error) {
    await broadcaster.close()
    throw error
  }
  return broadcaster
}

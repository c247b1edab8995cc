import type { Broadcaster } from '../../broadcast/server/broadcaster.js'
import { createBroadcaster } from '../../dashboard/servePage.js'
import { EddyError } from '../../error.js'
import type { Forecaster } from './forecaster.js'

const PORT = 8787
const EVERY_MS = 200

/** Broadcasts the demo's network, and serves the page that shows it. */
export interface DemoServer {
  readonly url: string
  /** Publishes the network, once there is one. */
  publish(forecaster: Forecaster): void
  close(): Promise<void>
}

/**
 * Opens the server of the demo.
 *
 * @param port undefined: 8787, or any free one where that is taken
 * @throws {EddyError} (rejects) ERR_PORT_IN_USE where a given port is taken
 */
export async function openDemoServer(port: number | undefined): Promise<DemoServer> {
  const broadcaster = await openAt(port)
  let published = false
  return {
    url: broadcaster.url,
    publish(forecaster) {
      const model = forecaster.network
      if (published || !model) return
      published = true
      broadcaster.publish('vitals', model, { everyMs: EVERY_MS, about: () => forecaster.about() })
    },
    close: () => broadcaster.close(),
  }
}

async function openAt(port: number | undefined): Promise<Broadcaster> {
  try {
    return await createBroadcaster({ port: port ?? PORT })
  } catch (error) {
    const taken = error instanceof EddyError && error.code === 'ERR_PORT_IN_USE'
    if (!taken || port !== undefined) throw error
    return await createBroadcaster({ port: 0 })
  }
}

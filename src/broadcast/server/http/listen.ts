import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import { EddyError } from '../../../error.js'

/**
 * Starts a server.
 *
 * @throws {EddyError} (rejects) ERR_PORT_IN_USE, ERR_LISTEN
 */
export function listen(
  server: Server | SecureServer,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error & { readonly code?: string }): void => {
      const used = error.code === 'EADDRINUSE'
      const why = used ? `port ${port} is in use: choose another, or 0 for any free one` : error.message
      reject(new EddyError(used ? 'ERR_PORT_IN_USE' : 'ERR_LISTEN', `createBroadcaster: ${why}`, { cause: error }))
    }
    server.once('error', failed)
    try {
      server.listen(port, host, () => {
        server.off('error', failed)
        resolve()
      })
    } catch (error) {
      server.off('error', failed)
      failed(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

import type { Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'

/** Milliseconds that requests under way have to come to their end. */
const GRACE_MS = 1000

/** Closes a server; a request that never ends holds nobody up. */
export function closeServer(server: Server | SecureServer): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    server.closeIdleConnections()
  })
}

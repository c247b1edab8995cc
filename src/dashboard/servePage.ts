import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Broadcaster } from '../broadcast/server/broadcaster.js'
import { createBroadcaster as createBare } from '../broadcast/server/createBroadcaster.js'
import type { BroadcasterOptions } from '../broadcast/server/broadcasterOptions.js'
import { checkBroadcaster } from '../broadcast/server/checkOptions.js'

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}

/** Nothing from elsewhere, nothing inline; kernels may be compiled. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

interface PageFile {
  readonly type: string
  readonly bytes: Buffer
}

/** The files of the page by path; only these are ever served. They are a module, so that a bundler takes them along. */
async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const { pageTexts } = await import('./pageTexts.js')
  const files = new Map<string, PageFile>()
  for (const [name, text] of Object.entries(pageTexts)) {
    const type = TYPES[name.split('.').pop() ?? '']
    if (type) files.set(name === 'index.html' ? '/' : `/${name}`, { type, bytes: Buffer.from(text) })
  }
  return files
}

function answerWith(files: ReadonlyMap<string, PageFile>) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const file = files.get((request.url ?? '/').split('?')[0] ?? '/')
    if (!file || (request.method !== 'GET' && request.method !== 'HEAD')) return false
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.bytes.byteLength,
      'cache-control': 'no-cache',
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
    response.end(request.method === 'HEAD' ? undefined : file.bytes)
    return true
  }
}

/**
 * Broadcasts models over WebSockets while they learn, and serves the page that shows them at `broadcaster.url`.
 *
 * ```ts
 * const broadcaster = await createBroadcaster({ port: 8787 })
 * broadcaster.publish('vitals', learner, { everyMs: 200 })
 * ```
 *
 * `await using` closes it at the end of the block, and `signal` when it aborts.
 *
 * @throws {EddyError} (rejects) ERR_OPTION, ERR_PORT_IN_USE, ERR_LISTEN; the reason of a signal that aborts before it listens
 */
export async function createBroadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  checkBroadcaster(options)
  const page = options.page ?? answerWith(await pageFiles())
  return createBare({ ...options, page })
}

import type { IncomingMessage } from 'node:http'
import { inNode } from '../../inNode.js'
import { pullValues } from '../../operators/pulling/values.js'
import { webStreamIterable } from '../streamChunks.js'

export interface HttpRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Aborting it closes the connection at once, at whatever stage. */
  readonly signal: AbortSignal
}

/** What a server answers. */
export interface HttpAnswer {
  readonly status: number
  readonly statusText: string
  readonly header: (name: string) => string | undefined
  /** Undecoded in Node; leaving the loop closes the connection. */
  readonly body: AsyncIterable<Uint8Array>
}

/** Asks a server for something, following its redirections. Rejects where there is no answer, and where the signal aborts. */
export function httpGet(request: HttpRequest): Promise<HttpAnswer> {
  return inNode() ? getInNode(request, 0) : getInBrowser(request)
}

const REDIRECTIONS = new Set([301, 302, 303, 307, 308])
/** As many as fetch follows. */
const REDIRECTIONS_MAX = 20
/** Not for another host. */
const SECRETS = /^(authorization|cookie|proxy-authorization)$/i

/*
 * Not by fetch: after a request was aborted, Node's fetch opens a spare connection to the same server and holds it for seconds.
 */
async function getInNode({ url, headers, signal }: HttpRequest, redirections: number): Promise<HttpAnswer> {
  // Kept from bundlers: in a browser this line is never reached.
  const module = `node:${url.protocol === 'https:' ? 'https' : 'http'}`
  const { request }: typeof import('node:http') = await import(/* @vite-ignore */ module)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = { 'user-agent': 'eddy', accept: '*/*', ...headers, connection: 'close' }
    request(url, { headers: sent, signal }).on('response', resolve).on('error', reject).end()
  })
  const { statusCode: status = 0, statusMessage: statusText = '', headers: answer } = response
  if (REDIRECTIONS.has(status) && answer.location !== undefined) {
    response.destroy()
    if (redirections === REDIRECTIONS_MAX) throw new Error(`the server redirects more than ${REDIRECTIONS_MAX} times`)
    const next = new URL(answer.location, url)
    const kept = next.host === url.host ? headers : withoutSecrets(headers)
    return getInNode({ url: next, headers: kept, signal }, redirections + 1)
  }
  const header = (name: string): string | undefined => {
    const value = answer[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return { status, statusText, header, body: response }
}

const withoutSecrets = (headers: HttpRequest['headers']): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRETS.test(name)))

async function getInBrowser({ url, headers, signal }: HttpRequest): Promise<HttpAnswer> {
  const response = await fetch(url, { headers, cache: 'no-store', signal })
  const { status, statusText } = response
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  return {
    status,
    statusText,
    header,
    body: pullValues(webStreamIterable(response.body ?? new ReadableStream<Uint8Array>()), signal),
  }
}

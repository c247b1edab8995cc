import { pullValues } from '../../operators/pulling/values.js'
import { webStreamIterable } from '../streamChunks.js'
import { nodeHttp, type NodeResponse } from './nodeHttp.js'

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

const REDIRECTIONS = new Set([301, 302, 303, 307, 308])
/** As many as fetch follows. */
const REDIRECTIONS_MAX = 20
/** Not for another host. */
const SECRETS = /^(authorization|cookie|proxy-authorization)$/i

/**
 * Asks a server for something, following its redirections. Rejects where there is no answer, and where the signal aborts.
 *
 * In Node it isn't done by fetch: after a request was aborted, Node's fetch opens a spare connection to the same server and
 * holds it for seconds.
 */
export async function httpGet({ url, headers, signal }: HttpRequest, redirections = 0): Promise<HttpAnswer> {
  const http = nodeHttp(url.protocol)
  if (!http) return getByFetch({ url, headers, signal })
  const response = await new Promise<NodeResponse>((resolve, reject) => {
    const sent = { 'user-agent': 'eddy', accept: '*/*', ...headers, connection: 'close' }
    http.request(url, { headers: sent, signal }).on('response', resolve).on('error', reject).end()
  })
  const { statusCode: status = 0, statusMessage: statusText = '', headers: answer } = response
  const header = (name: string): string | undefined => answer[name]?.toString()
  const location = header('location')
  if (!REDIRECTIONS.has(status) || location === undefined) return { status, statusText, header, body: response }
  response.destroy()
  if (redirections === REDIRECTIONS_MAX) throw new Error(`the server redirects more than ${REDIRECTIONS_MAX} times`)
  const next = new URL(location, url)
  const kept = next.host === url.host ? headers : withoutSecrets(headers)
  return httpGet({ url: next, headers: kept, signal }, redirections + 1)
}

const withoutSecrets = (headers: HttpRequest['headers']): HttpRequest['headers'] =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRETS.test(name)))

async function getByFetch({ url, headers, signal }: HttpRequest): Promise<HttpAnswer> {
  const response = await fetch(url, { headers, cache: 'no-store', signal })
  const { status, statusText } = response
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined
  const body = webStreamIterable(response.body ?? new ReadableStream<Uint8Array>())
  return { status, statusText, header, body: pullValues(body, signal) }
}

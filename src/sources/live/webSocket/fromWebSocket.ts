import { inNode } from '../../../inNode.js'
import { OVERFLOW_POLICIES } from '../../../operators/ingest/overflowBuffer.js'
import { callback, checkOptions, custom, type TableOf } from '../../../options.js'
import { type FeedOptions, feedSettings, feedTable, type JsonRecord } from '../feedOptions.js'
import { type Feed, FeedSource } from '../feedSource.js'
import { feedUrl, shownUrl } from '../feedUrl.js'
import { overflowOf } from '../overflow.js'
import { openWebSocket } from './openWebSocket.js'

export interface WebSocketOptions<M = JsonRecord> extends FeedOptions<M> {
  /** Subprotocols to offer. */
  readonly protocols?: string | readonly string[]
  /** Called at each connection, the first and the later ones: ask here for what is wanted. */
  readonly onOpen?: (send: (data: string | Uint8Array) => void) => void
}

const SILENCE_MS = 60_000

/** A token of HTTP. Source: RFC 9110 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/

const table: TableOf<WebSocketOptions> = {
  ...feedTable,
  protocols: custom('different names without spaces', (value) => {
    const offered: readonly unknown[] = Array.isArray(value) ? value : [value]
    const named = offered.every((protocol) => typeof protocol === 'string' && TOKEN.test(protocol))
    return named && new Set(offered).size === offered.length
  }),
  onOpen: callback,
}

/** A browser sends no headers with a WebSocket, and can't stop reading it. */
const browserTable: TableOf<WebSocketOptions> = {
  ...table,
  headers: {
    expected: 'left out in a browser, which sends none with a WebSocket: use `protocols` or cookies',
    secret: true,
    holds: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  },
  overflow: overflowOf(OVERFLOW_POLICIES.filter((policy) => policy !== 'pause')),
}

/**
 * Samples from the messages of a WebSocket, in Node and in browsers. Comes back when it is cut, for ever unless `reconnect`
 * says otherwise; `status$` tells. Messages can't be held back but by the policy `pause` in Node, which stops reading, so
 * that the other end waits: what comes while the subscriber is busy waits or is dropped as `overflow` says. While a
 * subscriber works asynchronously it isn't seen as busy: `concatMap` queues what comes, `exhaustMap` drops it. A message that
 * can't be read is set aside on `rejected$`. In Node a connection on which neither messages nor pongs come for `silenceMs` (60,000) counts as cut. What was missed while it was
 * cut is lost: this medium has no position.
 *
 * ```ts
 * fromWebSocket('wss://feed.example/trades', {
 *   toSample: ({ price, size }) => ({ x: [Number(size)], y: Number(price) }),
 *   overflow: { capacity: 1000, policy: 'dropOldest' },
 * })
 * ```
 *
 * Errors of the stream, where trying again changes nothing: ERR_UNAUTHORIZED, ERR_FORBIDDEN, ERR_NOT_FOUND, ERR_REFUSED
 * (any other 3xx or 4xx), ERR_NOT_A_WEBSOCKET (a page), ERR_ON_OPEN, ERR_OVERFLOW (as the policy says). A browser doesn't tell
 * these from a cut, and tries again. With `reconnect` ERR_FEED_LOST.
 *
 * @throws {EddyError} ERR_URL, ERR_OPTION
 */
export function fromWebSocket<M = JsonRecord>(url: string | URL, options: WebSocketOptions<M> = {}): FeedSource {
  const address = feedUrl(url, ['ws:', 'wss:'])
  const where = shownUrl(address)
  checkOptions('fromWebSocket', options, inNode() ? table : browserTable)
  const settings = feedSettings(options, inNode() ? SILENCE_MS : Number.POSITIVE_INFINITY)
  const { protocols = [], onOpen = () => undefined } = options
  const offered = typeof protocols === 'string' ? [protocols] : protocols
  const request = { ...settings, url: address, where, protocols: offered, onOpen }
  const feed: Feed<M, undefined> = {
    where,
    settings,
    begin: () => (events) => openWebSocket(request, events),
    positionOf: () => undefined,
  }
  return new FeedSource(feed)
}

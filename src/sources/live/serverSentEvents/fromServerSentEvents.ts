import { checkOptions, custom, optionsOf, type TableOf } from '../../../options.js'
import { type FeedOptions, feedSettings, feedTable, type JsonRecord } from '../feedOptions.js'
import { type Feed, FeedSource } from '../feedSource.js'
import { feedUrl, shownUrl } from '../feedUrl.js'
import { EventStreamParser } from './eventStreamParser.js'
import { openEventStream } from './openEventStream.js'

/** Where a stream of events is to go on. */
export interface EventPosition {
  readonly lastEventId: string
}

export interface ServerSentEventsOptions<M = JsonRecord> extends FeedOptions<M> {
  /** Goes on after this position, where the server still has what came then. */
  readonly after?: EventPosition
}

/** Ids that are longer would make a request no server takes. */
const ID_LENGTH_MAX = 8192

const table: TableOf<ServerSentEventsOptions> = {
  ...feedTable,
  after: optionsOf({
    lastEventId: custom(
      `the id of an event, of at most ${ID_LENGTH_MAX} characters in one line`,
      (value) => typeof value === 'string' && value.length <= ID_LENGTH_MAX && !/[\0\r\n]/.test(value),
    ),
  }),
}

/**
 * Samples from server-sent events, in Node and in browsers. Comes back when it is cut or ended, for ever unless `reconnect`
 * says otherwise, asking to go on after the last event; `status$` tells. Events can't be held back but by the policy `pause`,
 * which stops reading, so that the server waits: what comes while the subscriber is busy waits or is dropped as `overflow`
 * says. While a subscriber works asynchronously it isn't seen as busy: `concatMap` queues what comes, `exhaustMap` drops it.
 * An event that can't be read is set aside on `rejected$`. `position` is that of the last event taken, where the server gives ids; `after` takes it. `silenceMs`, after which
 * a connection without a byte counts as cut, is without end: not every server sends comments to keep it alive.
 *
 * ```ts
 * fromServerSentEvents('https://stream.wikimedia.org/v2/stream/recentchange', {
 *   toSample: ({ type, bot, minor }) => (type === 'edit' ? { x: { minor: Number(minor) }, y: bot === true } : undefined),
 * })
 * ```
 *
 * Errors of the stream, where trying again changes nothing: ERR_UNAUTHORIZED, ERR_FORBIDDEN, ERR_NOT_FOUND, ERR_REFUSED (any
 * other answer below 500 but 408, 425 and 429), ERR_NOT_EVENT_STREAM (a page, say), ERR_OVERFLOW (as the policy says). With
 * `reconnect` ERR_FEED_LOST. Completes when the server answers 204.
 *
 * @throws {EddyError} ERR_URL, ERR_OPTION
 */
export function fromServerSentEvents<M = JsonRecord>(
  url: string | URL,
  options: ServerSentEventsOptions<M> = {},
): FeedSource<EventPosition> {
  const address = feedUrl(url, ['http:', 'https:'])
  const where = shownUrl(address)
  checkOptions('fromServerSentEvents', options, table)
  const settings = feedSettings(options, Number.POSITIVE_INFINITY)
  const { lastEventId = '' } = options.after ?? {}
  const feed: Feed<M, EventPosition> = {
    where,
    settings,
    begin: () => {
      const parser = new EventStreamParser({ lastEventId, maxLength: settings.maxMessageBytes })
      return (events) => openEventStream({ ...settings, url: address, where }, parser, events)
    },
    positionOf: ({ id }) => (id === '' ? undefined : { lastEventId: id }),
  }
  return new FeedSource(feed)
}

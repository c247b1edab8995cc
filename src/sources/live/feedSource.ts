import { BehaviorSubject, Observable } from 'rxjs'
import { guarded } from '../../guarded.js'
import { follow } from '../../operators/operate.js'
import type { FeedSettings } from './feedOptions.js'
import type { FeedMessage, Link, LinkEvents } from './link.js'
import { type LiveSink, LiveSource } from './liveSource.js'
import { throughBuffer } from './overflow.js'
import { isUnreadable, readMessage } from './readMessage.js'
import { type FeedStatus, Reconnecting } from './reconnecting.js'

/** What a feed is made of. */
export interface Feed<M, P> {
  /** The address, as messages may show it. */
  readonly where: string
  readonly settings: FeedSettings<M>
  /** Called at each subscription; the function that opens one connection after the other. */
  readonly begin: () => (events: LinkEvents) => Link
  readonly positionOf: (message: FeedMessage) => P | undefined
}

/** Samples from a connection that comes back when it is cut. Each subscription has one of its own. */
export class FeedSource<P = undefined> extends LiveSource<P> {
  /** How the connection is; begins with what it is now. Hot. */
  readonly status$: Observable<FeedStatus>
  private readonly statusSubject: BehaviorSubject<FeedStatus>

  constructor(feed: Feed<never, P>) {
    const statusSubject = new BehaviorSubject<FeedStatus>({ state: 'closed', failures: 0, why: 'nobody listens' })
    super((sink) => run(feed, sink, (status) => statusSubject.next(status)), feed.settings.signal)
    this.statusSubject = statusSubject
    this.status$ = statusSubject.asObservable()
  }

  get status(): FeedStatus {
    return this.statusSubject.value
  }
}

function run<P>(feed: Feed<never, P>, sink: LiveSink<P>, onStatus: (status: FeedStatus) => void): void {
  const { settings, where, positionOf } = feed
  const fail = (error: unknown): void => sink.subscriber.error(error)
  const { after, random } = settings.time
  const time = { after: guarded(after, fail, () => undefined), random: guarded(random, fail, 0) }
  let line: Reconnecting | undefined
  const messages$ = new Observable<FeedMessage>((subscriber) => {
    line = new Reconnecting({
      ...settings,
      time,
      where,
      onStatus,
      open: feed.begin(),
      onMessage: (message) => {
        sink.received()
        subscriber.next(message)
      },
      onEnd: (error) => (error ? subscriber.error(error) : subscriber.complete()),
    })
    subscriber.add(() => line?.stop())
    line.connect()
  })
  const flow = { pause: () => line?.pause(), resume: () => line?.resume() }
  follow(throughBuffer(messages$, settings.overflow, sink.dropped, flow), sink.subscriber, {
    next: (message) => {
      const position = positionOf(message)
      if (position !== undefined) sink.at(position)
      const read = readMessage(message, settings)
      if (read === undefined) return
      if (isUnreadable(read)) sink.reject(read)
      else sink.subscriber.next(read)
    },
  })
}

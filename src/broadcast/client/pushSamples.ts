import { Observable, type OperatorFunction } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import type { PushLink } from './pushLink.js'
import { webSocketUrl } from './socket.js'

export interface PushOptions {
  /** The name under which the trainer reads them: `broadcaster.samples(stream)`. */
  readonly stream: string
  readonly token?: string
  /** Who pushes, at most 64 characters; default: random. The same name goes on where it stopped only within one run of the server. */
  readonly producer?: string
  /** Samples in a frame; default 100. */
  readonly batch?: number
  /** Samples on the way at once; default 1000. */
  readonly window?: number
  /** Samples kept while they can't be sent; beyond, the stream fails with ERR_OVERFLOW. Default 100,000. */
  readonly capacity?: number
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  readonly random?: () => number
}

/** How far it is. */
export interface PushProgress {
  readonly acknowledged: number
  readonly waiting: number
}

/**
 * Sends samples to a trainer: in batches, acknowledged, sent again after a cut, each counted once. Emits whenever some
 * were acknowledged; completes when all are.
 *
 * ```ts
 * readings$.pipe(pushSamples('ws://localhost:8787', { stream: 'readings' })).subscribe()
 * ```
 *
 * @throws {EddyError} ERR_URL at once; as errors of the stream ERR_UNAUTHORIZED, ERR_FORBIDDEN, ERR_OVERFLOW, ...
 */
export function pushSamples(url: string, options: PushOptions): OperatorFunction<Sample, PushProgress> {
  const address = webSocketUrl(url)
  return (sample$) =>
    new Observable((subscriber) => {
      let link: PushLink | undefined
      let ended = false
      // What comes before the code that pushes is here.
      const early: Sample[] = []
      void import('./pushLink.js').then(({ PushLink: Link }) => {
        if (subscriber.closed) return
        link = new Link(address, options, {
          next: (progress) => subscriber.next(progress),
          error: (error) => subscriber.error(error),
          complete: () => subscriber.complete(),
        })
        for (const sample of early) link.push(sample)
        if (ended) link.end()
      })
      subscriber.add(() => link?.stop())
      subscriber.add(
        sample$.subscribe({
          next: (sample) => {
            if (link) link.push(sample)
            else early.push(sample)
          },
          error: (error: unknown) => subscriber.error(error),
          complete: () => {
            ended = true
            link?.end()
          },
        }),
      )
    })
}

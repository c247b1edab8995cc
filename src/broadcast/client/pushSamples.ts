import { Observable, type OperatorFunction } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import type { PushLink } from './pushLink.js'
import type { PushOptions, PushProgress } from './pushOptions.js'
import { webSocketUrl } from './socket.js'

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

import type { OperatorFunction } from 'rxjs'
import { endOnAbort } from '../../../abort.js'
import type { Sample } from '../../../features/sample.js'
import { guardedOptions } from '../../../guarded.js'
import { operate } from '../../../operators/operate.js'
import { Line, type LineEvents } from '../line.js'
import { checkOptions } from '../../../options.js'
import { closeError, webSocketUrl } from '../socket.js'
import type { PushLink } from './pushLink.js'
import { type PushOptions, type PushProgress, pushTable } from './pushOptions.js'

/** What callbacks return where they throw: that is an error of the stream, so it matters no more. */
const OTHERWISE = { onRejected: undefined, clock: 0, random: 0 }

/**
 * Sends samples to a trainer: in batches, acknowledged, sent again after a cut, each counted once. Emits whenever some
 * were acknowledged; completes when all are. What is no sample, or too big for the server, is set aside: see `onRejected`.
 *
 * ```ts
 * readings$.pipe(pushSamples('ws://localhost:8787', { stream: 'readings' })).subscribe()
 * ```
 *
 * @throws {EddyError} ERR_URL, ERR_OPTION at once; as errors of the stream ERR_UNAUTHORIZED, ERR_FORBIDDEN, ERR_OVERFLOW,
 *   ERR_FRAME_TOO_BIG, ...
 */
export function pushSamples(url: string, options: PushOptions): OperatorFunction<Sample, PushProgress> {
  const address = webSocketUrl(url)
  checkOptions('pushSamples', options, pushTable)
  const server = {
    connect: (events: LineEvents) => new Line(address, options.token, events),
    refusal: (code: number, why: string) => closeError('pushSamples', code, why),
  }
  return operate((out) => {
    if (endOnAbort(options.signal, out)) return { next: () => undefined }
    const fail = (error: unknown): void => out.error(error)
    let link: PushLink | undefined
    // What comes before the code that pushes is here.
    const early: Sample[] = []
    const begun = import('./pushLink.js')
      .then(({ PushLink: Link }) => {
        if (out.closed) return
        link = new Link(server, guardedOptions(options, fail, OTHERWISE), out)
        if (out.closed) link.stop()
        for (const sample of early.splice(0)) link.push(sample)
      })
      .catch(fail)
    out.add(() => link?.stop())
    return {
      next: (sample) => {
        if (link) link.push(sample)
        else early.push(sample)
      },
      complete: () => void begun.then(() => link?.end()),
    }
  })
}

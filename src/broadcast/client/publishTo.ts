import type { EddyError } from '../../error.js'
import type { Model } from '../../operators/model.js'
import type { Learner } from '../../operators/learner/learner.js'
import { ownedPublication, type Publication, startPublication, stoppedPublication } from '../publication.js'
import { checkPublishing, fenceOf } from '../publishOptions.js'
import { PublishLink } from './publishLink.js'
import { type PublishToOptions, publishToTable } from './publishToOptions.js'
import { webSocketUrl } from './socket.js'

/** A publication through a server elsewhere. */
export interface RemotePublication extends Publication {
  /** The last version that the server holds, verified. */
  readonly acknowledged: number
  /** Resolves after `stop()`. Rejects where trying again would not help: ERR_FENCED, ERR_UNAUTHORIZED, ERR_FORBIDDEN, ... */
  readonly finished: Promise<void>
}

/**
 * Publishes a learner or a model through a broadcaster in another process, which passes it on to its subscribers: the
 * trainer needs no port of its own. The right `publish` is asked for; nobody has it unless the server's `authorize`
 * says so. A lost connection is taken up again by itself. One trainer per model: of two, the one with the larger `fence`
 * counts, and the other ends with ERR_FENCED.
 *
 * ```ts
 * publishTo('ws://hub:8787', 'vitals', learner, { token, everyMs: 200 })
 * ```
 *
 * @throws {EddyError} ERR_URL, ERR_MODEL_NAME unless the name is a text of 1 to 256 bytes, ERR_OPTION
 */
export function publishTo(
  url: string,
  name: string,
  source: Learner | Model,
  options: PublishToOptions = {},
): RemotePublication {
  const address = webSocketUrl(url)
  checkPublishing('publishTo', name, source, options, publishToTable)
  if (options.signal?.aborted)
    return Object.assign(stoppedPublication(), { acknowledged: 0, finished: Promise.resolve() })
  const fence = fenceOf(source, options)
  const { promise, resolve, reject } = settledLater()
  let acknowledged = 0
  const link = new PublishLink(
    { url: address, name, epoch: randomEpoch() },
    { ...options, fence },
    {
      acknowledged: (version) => {
        acknowledged = Math.max(acknowledged, version)
      },
      error: (error) => {
        publication.stop()
        reject(error)
      },
    },
  )
  const publication = startPublication(source, options, (columns, about) => link.publish(columns, about))
  const publishing = {
    get version() {
      return publication.version
    },
    get acknowledged() {
      return acknowledged
    },
    finished: promise,
    publishNow: publication.publishNow,
    stop: () => {
      publication.stop()
      link.stop()
      resolve()
    },
  }
  return ownedPublication(publishing, options.signal)
}

const randomEpoch = (): bigint => crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n

function settledLater(): {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: EddyError) => void
} {
  let resolve = (): void => undefined
  let reject: (error: EddyError) => void = () => undefined
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

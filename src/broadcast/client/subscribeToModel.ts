import { Observable } from 'rxjs'
import { endOnAbort } from '../../abort.js'
import { guardedOptions } from '../../guarded.js'
import { ModelLink } from './modelLink.js'
import { checkOptions } from '../../options.js'
import { type SubscribeOptions, subscribeTable } from './subscribeOptions.js'
import { webSocketUrl } from './socket.js'
import type { SubscribedModel } from './subscribedModel.js'

/** What callbacks return where they throw: that is an error of the stream, so it matters no more. */
const OTHERWISE = { onState: undefined, clock: 0, random: 0 }

/**
 * The newest version of a model that learns elsewhere, whenever there is one: whole, verified and immutable. A lost
 * connection is taken up again by itself and costs nothing when nothing changed. Each subscription has a socket of its
 * own; `shareReplay({ bufferSize: 1, refCount: true })` where several want the same.
 *
 * ```ts
 * subscribeToModel('ws://localhost:8787', { model: 'vitals' }).subscribe((model) => console.log(model.version))
 * ```
 *
 * @throws {EddyError} ERR_URL at once for an address that is none, ERR_OPTION for an option that can't be; as an error of the observable, where trying again
 *   would not help: ERR_UNAUTHORIZED, ERR_FORBIDDEN, ERR_PROTOCOL_VERSION, ERR_NOT_A_BROADCASTER, ERR_MODEL_TOO_BIG
 */
export function subscribeToModel(url: string, options: SubscribeOptions = {}): Observable<SubscribedModel> {
  const address = webSocketUrl(url)
  checkOptions('subscribeToModel', options, subscribeTable)
  return new Observable((subscriber) => {
    if (endOnAbort(options.signal, subscriber)) return
    const guards = guardedOptions(options, (error) => subscriber.error(error), OTHERWISE)
    const link = new ModelLink(address, guards, {
      next: (model) => subscriber.next(model),
      error: (error) => subscriber.error(error),
    })
    subscriber.add(() => link.stop())
  })
}

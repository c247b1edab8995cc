import { firstValueFrom, merge, Subject, throwError, timeout } from 'rxjs'
import type { LinkState } from '../../broadcast/client/linkState.js'
import type { SubscribedModel } from '../../broadcast/client/subscribedModel.js'
import type { SubscribeOptions } from '../../broadcast/client/subscribeOptions.js'
import { subscribeToModel } from '../../broadcast/client/subscribeToModel.js'
import { EddyError } from '../../error.js'
import { awaited } from '../awaited.js'

/**
 * The first version that comes from an address: a command that wants one answer doesn't wait for a server for ever.
 *
 * @param waitS seconds until a version must be here
 * @throws {EddyError} (rejects) ERR_UNREACHABLE where the first connection can't be made, or nobody answers in time;
 *   ERR_NO_MODEL where the server answers and has nothing in time; and as `subscribeToModel`
 */
export function firstModel(address: string, options: SubscribeOptions, waitS: number): Promise<SubscribedModel> {
  const unreachable$ = new Subject<never>()
  let last: LinkState | undefined
  let answered = false
  const onState = (state: LinkState): void => {
    last = state
    answered ||= state.welcomed
    if (state.phase === 'waiting' && !answered) unreachable$.error(unreachable(address, state.why))
  }
  const late = (): EddyError => {
    if (!last || !answered) return unreachable(address, `no answer within ${waitS} s`)
    const what = awaited(options.model, last.models) ?? 'no version of a model yet'
    return new EddyError('ERR_NO_MODEL', `${address} has ${what}, after ${waitS} s`)
  }
  const model$ = merge(subscribeToModel(address, { ...options, onState }), unreachable$)
  return firstValueFrom(model$.pipe(timeout({ first: waitS * 1000, with: () => throwError(late) })))
}

const unreachable = (address: string, why = 'the connection was lost'): EddyError =>
  new EddyError('ERR_UNREACHABLE', `can't connect to ${address}: ${why}`)

import { isStateKey } from '../../autodiff/running/streamStates.js'
import { describeValue } from '../../describeValue.js'
import { Fault } from '../../rejection.js'

/** What is wrong with a key, if anything. */
export const keyFault = (key: unknown): Fault | undefined => (isStateKey(key) ? undefined : notAKey(key))

/** That something is no key; `place` says where it stands. */
export function notAKey(came: unknown, place = 'key'): Fault {
  return new Fault('ERR_KEY', `expected a text or a number as ${place}, got ${describeValue(came)}`)
}

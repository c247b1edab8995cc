import { EddyError } from '../error.js'
import { applyDelta } from '../snapshots/deltas/delta.js'
import { decodeDelta } from '../snapshots/deltas/deltaCodec.js'
import { applyLossy, type State } from '../snapshots/deltas/shadow.js'
import { stateHashOf } from '../snapshots/xxHash32.js'
import type { Transfer } from './transfer.js'

/**
 * The state after a transfer, in memory of its own and checked.
 *
 * @throws {EddyError} ERR_DELTA, ERR_STATE_HASH
 */
export function applyTransfer(held: State | undefined, transfer: Transfer): Uint8Array {
  const body = bodyOf(held, transfer)
  if (stateHashOf(body) === transfer.stateHash) return body
  throw new EddyError('ERR_STATE_HASH', 'the hash of the state is wrong')
}

function bodyOf(held: State | undefined, { full, lossy, body, shapes }: Transfer): Uint8Array {
  if (full) return body
  if (!held) throw new EddyError('ERR_DELTA', 'a delta came before a state')
  return lossy ? applyLossy(held, body, shapes) : applyDelta(held, decodeDelta(body, shapes))
}

import { EddyError } from '../../error.js'
import type { Trained } from './trained.js'

/** Why a run ended without a sample learned, in one line. */
export function nothingLearned(
  { name, save }: { readonly name: string; readonly save: string | undefined },
  trained: Trained | undefined,
): EddyError {
  const unsaved = save === undefined ? '' : `, so ${save} was not written`
  return new EddyError('ERR_NOTHING_LEARNED', `nothing was learned from ${name}${unsaved}: ${why(trained)}`)
}

function why(trained: Trained | undefined): string {
  if (!trained?.ended) return 'it was stopped before a row came'
  const { rejected, firstAside } = trained
  if (rejected === 0 || !firstAside) return 'there is no row below the header'
  const { line, reason, code } = firstAside
  const which = rejected === 1 ? 'its only row was set aside' : `all ${rejected} rows were set aside, the first because`
  return `${which}${line === undefined ? '' : ` (line ${line})`}: ${reason} (${code})`
}

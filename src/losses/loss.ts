import { EddyError } from '../error.js'

export type { Loss, LossTrace } from '../autodiff/planning/loss.js'

/** A finite number that passes `holds`, or ERR_OPTION. */
export function setting(
  loss: string,
  option: string,
  value: number,
  wanted: string,
  holds: (value: number) => boolean,
): number {
  if (typeof value === 'number' && Number.isFinite(value) && holds(value)) return value
  throw new EddyError('ERR_OPTION', `${loss}: \`${option}\` must be ${wanted}, got ${String(value)} (${typeof value})`)
}

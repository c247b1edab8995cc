import { EddyError } from '../../error.js'

/** @throws {EddyError} ERR_OPTION unless it is a whole number from `least` to `most` */
export function checkedVariant(stream: string, option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new EddyError(
    'ERR_OPTION',
    `${stream}: \`${option}\` must be a whole number from ${least} to ${most}, got ${value}`,
  )
}

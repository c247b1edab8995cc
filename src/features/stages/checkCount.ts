import { EddyError } from '../../error.js'

/** @throws {EddyError} ERR_OPTION unless the one option given is a positive whole number */
export function checkCount(stage: string, option: Readonly<Record<string, number>>): number {
  const [name, value = Number.NaN] = Object.entries(option)[0] ?? []
  if (Number.isInteger(value) && value > 0) return value
  throw new EddyError('ERR_OPTION', `${stage}: \`${name}\` must be a positive whole number, got ${value}`)
}

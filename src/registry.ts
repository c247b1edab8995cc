import { isDescribed } from './described.js'
import { EddyError } from './error.js'
import { checkOptions, custom, oneOf, required, wrongOption } from './options.js'

/** A loss, feature, detector or rule as JSON. */
export interface Saved {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
}

const settings = required(custom('an object', (value) => typeof value === 'object' && value !== null))

/**
 * Refuses something of one's own that has the name of something of Eddy's: what is read back from a file would be Eddy's.
 *
 * @param what what it is, for the message: 'feature'
 * @param made its function, which `described` marks if it is Eddy's
 * @throws {EddyError} ERR_OPTION
 */
export function checkOwnName(
  what: string,
  makers: Readonly<Record<string, unknown>>,
  name: string,
  made: (...given: never[]) => unknown,
): void {
  if (isDescribed(made) || !Object.hasOwn(makers, name)) return
  throw new EddyError('ERR_OPTION', nameTaken(what, name))
}

/** What is wrong with the name of something of one's own. */
export const nameTaken = (what: string, name: string): string =>
  `a ${what} of your own has the name '${name}', which is that of one of Eddy's: what is read back from a file would be Eddy's. Give it another name`

/**
 * Makes again what was saved by its name and settings.
 *
 * @param who the function the user called
 * @param within where it stands among others: 'rules[1].'
 * @throws {EddyError} ERR_OPTION if the name is unknown, with the nearest one, or a setting is out of range
 */
export function madeAgain<T>(
  who: string,
  makers: Readonly<Record<string, (settings: never) => T>>,
  saved: Saved,
  within = '',
): T {
  const name = required(oneOf(Object.keys(makers)))
  const given = { name: saved?.name, settings: saved?.settings }
  checkOptions(who, given, { name, settings }, within)
  const make = makers[given.name]
  if (!make) throw wrongOption(who, `${within}name`, given.name, name)
  return make(given.settings as never)
}

import { checkOptions, custom, oneOf, required, wrongOption } from './options.js'

/** A loss, feature, detector or rule as JSON. */
export interface Saved {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
}

const settings = required(custom('an object', (value) => typeof value === 'object' && value !== null))

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

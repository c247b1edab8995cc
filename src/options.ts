import { describeValue } from './describeValue.js'
import { EddyError } from './error.js'
import { nearestName } from './nearestName.js'

/** What an option's value must be: in words, for the message, and as a test. */
export interface Expectation {
  /** Completes the sentence "must be ...". */
  readonly expected: string
  readonly holds: (value: unknown) => boolean
  /** Whether leaving the option out is an error. */
  readonly required?: boolean
}

/** The options of one function: each name with what its value must be. A name that is not here is refused. */
export type OptionTable = Readonly<Record<string, Expectation>>

/** Bounds of a number. `from` and `to` are included, `above` and `below` are not. */
export interface Bounds {
  readonly from?: number
  readonly above?: number
  readonly to?: number
  readonly below?: number
}

/**
 * Checks the options of a function once, where they are given: each name must be in the table, each value must fit its
 * expectation. An option that is `undefined` counts as left out.
 *
 * @param who the function the user called, as it is exported
 * @throws {EddyError} ERR_OPTION, naming the option, what was expected, what came, and the nearest known name
 */
export function checkOptions(who: string, options: unknown, table: OptionTable): void {
  const given = options === undefined ? {} : options
  if (typeof given !== 'object' || given === null || Array.isArray(given) || ArrayBuffer.isView(given)) {
    throw new EddyError('ERR_OPTION', `${who}: expected options as an object, got ${describeValue(given)}`)
  }
  for (const name of Object.keys(given)) if (!Object.hasOwn(table, name)) throw unknownOption(who, name, table)
  for (const [name, expectation] of Object.entries(table)) {
    checkOption(who, name, (given as Readonly<Record<string, unknown>>)[name], expectation)
  }
}

/** Checks one value, for an argument that is given by position. Throws as `checkOptions` does. */
export function checkOption(who: string, name: string, value: unknown, expectation: Expectation): void {
  if (value === undefined && !expectation.required) return
  if (value !== undefined && expectation.holds(value)) return
  const came = value === undefined ? 'nothing' : describeValue(value)
  throw new EddyError('ERR_OPTION', `${who}: \`${name}\` must be ${expectation.expected}, got ${came}`)
}

function unknownOption(who: string, name: string, table: OptionTable): EddyError {
  const known = Object.keys(table)
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
  const list = known.length === 0 ? 'it takes no options' : `it takes ${known.map((each) => `\`${each}\``).join(', ')}`
  return new EddyError('ERR_OPTION', `${who}: unknown option ${describeValue(name)}${hint} (${list})`)
}

/** A finite number within bounds. */
export function number(bounds: Bounds = {}): Expectation {
  return {
    expected: `a finite number${inWords(bounds)}`,
    holds: (value) => Number.isFinite(value) && within(value as number, bounds),
  }
}

/** A safe integer within bounds. */
export function wholeNumber(bounds: Bounds = {}): Expectation {
  return {
    expected: `a whole number${inWords(bounds)}`,
    holds: (value) => Number.isSafeInteger(value) && within(value as number, bounds),
  }
}

/** One of several values. */
export function oneOf(values: readonly (string | number | boolean)[]): Expectation {
  return {
    expected: `one of ${values.map((each) => JSON.stringify(each)).join(', ')}`,
    holds: (value) => values.some((each) => each === value),
  }
}

export const flag: Expectation = { expected: 'true or false', holds: (value) => typeof value === 'boolean' }

/** A string that is not empty. */
export const text: Expectation = {
  expected: 'a string that is not empty',
  holds: (value) => typeof value === 'string' && value !== '',
}

export const callback: Expectation = { expected: 'a function', holds: (value) => typeof value === 'function' }

/** An AbortSignal, of this realm or another. */
export const abortSignal: Expectation = {
  expected: 'an AbortSignal',
  holds: (value) => typeof value === 'object' && value !== null && 'aborted' in value && 'addEventListener' in value,
}

/** An array whose elements all fit. */
export function listOf(each: Expectation): Expectation {
  return {
    expected: `an array, each element ${each.expected}`,
    holds: (value) => Array.isArray(value) && value.every((one) => each.holds(one)),
  }
}

/** Whatever fits one of several expectations. */
export function either(...choices: readonly Expectation[]): Expectation {
  return {
    expected: choices.map(({ expected }) => expected).join(', or '),
    holds: (value) => choices.some((choice) => choice.holds(value)),
  }
}

/** What the other expectations can't say. */
export const custom = (expected: string, holds: (value: unknown) => boolean): Expectation => ({ expected, holds })

/** The same, and leaving it out is an error. */
export const required = (expectation: Expectation): Expectation => ({ ...expectation, required: true })

const within = (value: number, { from, above, to, below }: Bounds): boolean =>
  (from === undefined || value >= from) &&
  (above === undefined || value > above) &&
  (to === undefined || value <= to) &&
  (below === undefined || value < below)

function inWords({ from, above, to, below }: Bounds): string {
  const least = from !== undefined ? `at least ${from}` : above !== undefined ? `above ${above}` : undefined
  const most = to !== undefined ? `at most ${to}` : below !== undefined ? `below ${below}` : undefined
  const parts = [least, most].filter((part) => part !== undefined)
  return parts.length === 0 ? '' : ` ${parts.join(' and ')}`
}

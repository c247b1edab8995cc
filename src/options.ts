import { type Bounds, inWords, within } from './bounds.js'
import { describeValue, nameOf } from './describeValue.js'
import { EddyError } from './error.js'
import { nearestName } from './nearestName.js'

/** What an option's value must be: in words, for the message, and as a test. */
export interface Expectation {
  /** Completes the sentence "must be ...". */
  readonly expected: string
  readonly holds: (value: unknown) => boolean
  /** Whether leaving the option out is an error. */
  readonly required?: boolean
  /** What to do about a value that doesn't hold, where there is more to say. */
  readonly hint?: (value: unknown, name: string) => string | undefined
  /** Its value must not stand in a message: it may hold a token. */
  readonly secret?: boolean
  /** Of an array: what each element must be. */
  readonly each?: Expectation
  /** Of an object with options of its own. */
  readonly table?: OptionTable
}

/** The options of one function: each name with what its value must be. A name that is not here is refused. */
export type OptionTable = Readonly<Record<string, Expectation>>

/** A table that has a row for each option of a type: the compiler says which is forgotten. */
export type TableOf<Options> = { readonly [Name in keyof Options]-?: Expectation }

/** Of a function that takes no options. */
export type NoOptions = Readonly<Record<string, never>>

/**
 * Checks the options of a function once, where they are given: each name must be in the table, each value must fit its
 * expectation. An option that is `undefined` counts as left out.
 *
 * @param who the function the user called, as it is exported
 * @param within of options inside of another option: its name, with a dot
 * @throws {EddyError} ERR_OPTION, naming the option, what was expected, what came, and the nearest known name
 */
export function checkOptions(who: string, options: unknown, table: OptionTable, within = ''): void {
  const given = options === undefined ? {} : options
  if (!isObject(given)) {
    throw new EddyError('ERR_OPTION', `${who}: expected options as an object, got ${describeValue(given)}`)
  }
  for (const name of Object.keys(given)) if (!Object.hasOwn(table, name)) throw unknownOption(who, name, table, within)
  for (const [name, expectation] of Object.entries(table)) checkOption(who, within + name, given[name], expectation)
}

/** Checks one value, for an argument that is given by position. Throws as `checkOptions` does. */
export function checkOption(who: string, name: string, value: unknown, expectation: Expectation): void {
  if (value === undefined && !expectation.required) return
  if (value !== undefined && fits(value, expectation)) return
  const { each, table } = expectation
  if (each && Array.isArray(value)) {
    for (const [at, element] of value.entries()) {
      checkOption(who, `${name}[${at}]`, element, { ...each, required: true })
    }
  }
  if (table && isObject(value)) checkOptions(who, value, table, `${name}.`)
  throw wrongOption(who, name, value, expectation)
}

/** A value that can't be read, such as a revoked proxy, doesn't fit. */
function fits(value: unknown, { holds }: Expectation): boolean {
  try {
    return holds(value)
  } catch {
    return false
  }
}

/** The error of an option whose value doesn't fit; for what a table can't say, such as one option above another. */
export function wrongOption(
  who: string,
  name: string,
  value: unknown,
  { expected, hint, secret }: Pick<Expectation, 'expected' | 'hint' | 'secret'>,
): EddyError {
  const came = value === undefined ? 'nothing' : secret ? `something else (${typeof value})` : describeValue(value)
  const more = hint?.(value, name)
  const way = more === undefined ? '' : `; ${more}`
  return new EddyError('ERR_OPTION', `${who}: \`${name}\` must be ${expected}, got ${came}${way}`)
}

function unknownOption(who: string, name: string, table: OptionTable, within: string): EddyError {
  const known = Object.keys(table)
  const nearest = nearestName(name, known)
  const hint = nearest === undefined ? '' : `; did you mean \`${nearest}\`?`
  const list = known.length === 0 ? 'takes no options' : `takes ${known.map((each) => `\`${each}\``).join(', ')}`
  const where = within === '' ? 'it' : `\`${within.slice(0, -1)}\``
  return new EddyError('ERR_OPTION', `${who}: unknown option ${describeValue(name)}${hint} (${where} ${list})`)
}

/** An object that holds options: no array, no Map, no Promise. */
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'

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

/** Larger numbers are infinite in float32, smaller ones 0. */
const [SMALLEST, LARGEST] = [1e-38, 1e38]

/** A number above 0 that float32 can hold. */
export const positive: Expectation = number({ above: 0, to: LARGEST })

/** A number that stays above 0 in float32: what keeps a divisor from 0. */
export const divisor: Expectation = number({ from: SMALLEST, to: LARGEST })

/** A number of 0 or more that float32 can hold. */
export const notNegative: Expectation = number({ from: 0, to: LARGEST })

/** The factor of a moving average. */
export const fraction: Expectation = number({ from: 0, below: 1 })

/** How many, at least one. */
export const count: Expectation = wholeNumber({ from: 1 })

/** How many of what is held in memory from the beginning, at least one. */
export const size: Expectation = wholeNumber({ from: 1, to: 2 ** 20 })

/** Milliseconds that a timer can hold. */
export const milliseconds: Expectation = number({ above: 0, to: 2 ** 31 - 1 })

/** A confidence or share that is neither nothing nor all. */
export const share: Expectation = number({ above: 0, below: 1 })

/** One of several values. */
export function oneOf(values: readonly (string | number | boolean)[]): Expectation {
  return {
    expected: `${values.length === 1 ? '' : 'one of '}${values.map(shown).join(', ')}`,
    holds: (value) => values.some((each) => each === value),
    hint: (value) => {
      const nearest = typeof value === 'string' ? nearestName(value, values.map(String)) : undefined
      return nearest === undefined ? undefined : `did you mean ${JSON.stringify(nearest)}?`
    },
  }
}

const shown = (value: string | number | boolean): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value)

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

/** An array whose elements all fit, of at least `least`. */
export function listOf(each: Expectation, least = 0): Expectation {
  return {
    expected: `an array${least === 0 ? '' : ` of ${least} or more`}, each element ${each.expected}`,
    holds: (value) =>
      Array.isArray(value) && value.length >= least && value.every((one) => one !== undefined && each.holds(one)),
    each,
  }
}

/** An object whose values all fit, whatever their names. */
export const recordOf = (each: Expectation): Expectation => ({
  expected: `an object, each value ${each.expected}`,
  holds: (value) => isObject(value) && Object.values(value).every((one) => each.holds(one)),
})

/** Plain data that is read elsewhere: an object, and no list. */
export const anObject: Expectation = { expected: 'an object', holds: (value) => isObject(value) }

/** An object with options of its own: unknown names are refused there too. */
export function optionsOf(table: OptionTable): Expectation {
  return {
    expected: `an object of ${Object.keys(table)
      .map((name) => `\`${name}\``)
      .join(', ')}`,
    holds: (value) =>
      isObject(value) &&
      Object.keys(value).every((name) => Object.hasOwn(table, name)) &&
      Object.entries(table).every(([name, { holds, required: needed }]) =>
        value[name] === undefined ? !needed : holds(value[name]),
      ),
    table,
  }
}

/** Whatever fits one of several expectations. */
export function either(...choices: readonly Expectation[]): Expectation {
  const table = choices.find((choice) => choice.table)?.table
  const each = choices.find((choice) => choice.each)?.each
  return {
    expected: choices.map(({ expected }) => expected).join(', or '),
    holds: (value) => choices.some((choice) => choice.holds(value)),
    hint: (value, name) => choices.map(({ hint }) => hint?.(value, name)).find((hint) => hint !== undefined),
    ...(table ? { table } : {}),
    ...(each ? { each } : {}),
  }
}

/**
 * Something that a function of Eddy makes.
 *
 * @param what with its article: 'an optimizer'
 * @param example how one is made: 'adam()'
 */
export function madeBy(what: string, example: string, holds: (value: unknown) => boolean): Expectation {
  return { expected: `${what} such as ${example}`, holds, hint: callIt }
}

/** Of a function in place of what it returns. A function written in place has the name of the option. */
function callIt(value: unknown, option: string): string | undefined {
  const name = nameOf(value)
  return name === undefined || name === option.split('.').pop() ? undefined : `call it: ${name}(...)`
}

/** Whether a value has these methods, whatever copy of Eddy or of RxJS it comes from. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Readonly<Record<string, unknown>>)[name] === 'function')
  )
}

/** What the other expectations can't say. */
export const custom = (expected: string, holds: (value: unknown) => boolean): Expectation => ({ expected, holds })

/** The same, and leaving it out is an error. */
export const required = (expectation: Expectation): Expectation => ({ ...expectation, required: true })

import { UsageError } from './commandForm.js'
import { namesIn } from './nameList.js'

/** What was given for each flag. Each method throws UsageError for a value that does not fit. */
export class Flags {
  private readonly given: ReadonlyMap<string, readonly string[]>

  constructor(given: ReadonlyMap<string, readonly string[]>) {
    this.given = given
  }

  has(name: string): boolean {
    return this.given.has(name)
  }

  /** The value as it was given, which may be empty. */
  raw(name: string): string | undefined {
    return this.given.get(name)?.at(-1)
  }

  /** The value, which is not empty; undefined where the flag was not given. */
  text(name: string): string | undefined {
    const value = this.raw(name)
    if (value === '') throw new UsageError(`--${name} wants a value, got an empty one`)
    return value
  }

  /** All values of a flag that may be given more than once, each a comma list. See `namesIn`. */
  names(name: string, known?: readonly string[]): readonly string[] {
    return this.lists(name).flatMap((list) => namesIn(name, list, known))
  }

  /** The same before they are split. */
  lists(name: string): readonly string[] {
    return this.given.get(name) ?? []
  }

  /** One of several words; the message names the nearest. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const word = words.find((each) => each === value)
    if (word !== undefined) return word
    throw new UsageError(`--${name} wants ${words.join(' or ')}, got '${value}'`)
  }

  /** @param wanted completes the message "--seed wants ..." */
  number(name: string, wanted: string, fits: (value: number) => boolean): number | undefined {
    const given = this.raw(name)
    if (given === undefined) return undefined
    const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(given) ? Number(given) : Number.NaN
    if (Number.isFinite(value) && fits(value)) return value
    throw new UsageError(`--${name} wants ${wanted}, got '${given}'`)
  }

  count(name: string, wanted: string, least = 0): number | undefined {
    return this.number(name, wanted, (value) => Number.isSafeInteger(value) && value >= least)
  }

  seed(name: string): number | undefined {
    return this.number(
      name,
      'a whole number from 0 to 4294967295',
      (seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32,
    )
  }

  port(name: string): number | undefined {
    return this.number(name, 'a port from 0 to 65535', (port) => Number.isInteger(port) && port >= 0 && port < 65_536)
  }
}

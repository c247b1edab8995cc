import { callback, either, listOf, number, required, type TableOf, wholeNumber } from '../../options.js'

export interface ForecasterOptions {
  /** Steps ahead: a forecast is made for each of them, from 1 on. */
  readonly horizon: number
  /** Earlier values it looks at. */
  readonly lags: number
  /** The period of what repeats, in steps; or several, the first of which is the seasonal baseline. Default: none. */
  readonly season?: number | readonly number[]
  /** Of the network's first weights, a whole number. */
  readonly seed?: number
}

/** How records are read. */
export interface ReadingOptions<R> {
  /** The value of a record; default: the record itself, a number. */
  readonly of?: (record: R) => number
  /** Milliseconds of a record: where readings are missing in between, time passes all the same. Needs `everyMs`. */
  readonly at?: (record: R) => number
  /** Milliseconds from reading to reading, about: each is taken as of the nearest step from the first reading on. */
  readonly everyMs?: number
}

/** Steps from one season to the next. */
const season = number({ from: 2, to: 2 ** 20 })

const steps = wholeNumber({ from: 1, to: 2 ** 16 })

export const forecasterTable: TableOf<ForecasterOptions> = {
  horizon: required(steps),
  lags: required(steps),
  season: { ...either(season, listOf(season)), expected: 'a number of steps, 2 or more, or an array of such' },
  seed: wholeNumber(),
}

export const readingTable: TableOf<ReadingOptions<unknown>> = {
  of: callback,
  at: callback,
  everyMs: number({ above: 0 }),
}

export const seasonsOf = ({ season: given = [] }: ForecasterOptions): readonly number[] =>
  typeof given === 'number' ? [given] : given

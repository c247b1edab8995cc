import { EddyError } from '../../error.js'

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

/** Options of a forecaster. */
export const FORECASTER_OPTIONS: readonly string[] = ['horizon', 'lags', 'season', 'seed']
/** Options of `forecast`. */
export const FORECAST_OPTIONS: readonly string[] = [...FORECASTER_OPTIONS, 'forecaster', 'of', 'at', 'everyMs']

/** @throws {EddyError} ERR_OPTION for what isn't an object, or has an option that isn't known */
export function checkNames(options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new EddyError('ERR_OPTION', `forecast: options must be an object, got ${String(options)}`)
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new EddyError('ERR_OPTION', `forecast: unknown option \`${unknown}\`; known are ${known.join(', ')}`)
}

/**
 * The seasons as a list, and the seed.
 *
 * @throws {EddyError} ERR_OPTION for a season that is neither a number nor a list, or a seed that isn't a whole number
 */
export function seasonsAndSeed({ season = [], seed = 0 }: ForecasterOptions): {
  readonly seasons: readonly number[]
  readonly seed: number
} {
  if (typeof season !== 'number' && !Array.isArray(season))
    throw new EddyError(
      'ERR_OPTION',
      `forecast: \`season\` must be a number of steps, or a list, got ${String(season)}`,
    )
  if (!Number.isInteger(seed))
    throw new EddyError('ERR_OPTION', `forecast: \`seed\` must be a whole number, got ${String(seed)}`)
  return { seasons: typeof season === 'number' ? [season] : season, seed }
}

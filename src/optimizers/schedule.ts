import { belongingTo, described, isDescribed } from '../described.js'
import { describeValue } from '../describeValue.js'
import { EddyError } from '../error.js'
import { cos, pow } from '../kernels/float64Math.js'
import {
  checkOption,
  checkOptions,
  either,
  type Expectation,
  listOf,
  madeBy,
  notNegative,
  number,
  oneOf,
  optionsOf,
  positive,
  required,
  type TableOf,
  wrongOption,
} from '../options.js'

/**
 * A number over the steps t = 1, 2, ... Two schedules of Eddy are the same if their settings are. One of your own is the same
 * as itself, whatever its settings say; a file can't hold it.
 */
export interface Schedule {
  /** Of 0 or more; a step for which it gives anything else is refused, and its sample set aside (ERR_SCHEDULE). */
  readonly at: (t: number) => number
  /** Plain JSON. */
  readonly settings: Readonly<Record<string, unknown>>
}

/**
 * The settings of a schedule, as part of an optimizer's. The function of a schedule of one's own goes with them.
 *
 * @throws {EddyError} ERR_OPTION for a schedule of one's own whose settings say that it is one of Eddy's
 */
export function settingsOf({ at, settings }: Schedule): Schedule['settings'] {
  if (isDescribed(at)) return settings
  const { type } = settings
  if (typeof type !== 'string' || !types.includes(type)) return belongingTo(settings, at)
  throw new EddyError(
    'ERR_OPTION',
    `a schedule of your own has the type '${type}', which is one of Eddy's: what is read back from a file would be Eddy's. Give it another type`,
  )
}

/** A schedule that its settings describe wholly. */
const made = (settings: { readonly type: string; readonly [name: string]: unknown }, at: Schedule['at']): Schedule => ({
  at: described(at, settings.type, settings),
  settings,
})

export const schedule: Expectation = madeBy('a schedule', 'cosineDecay({ start, steps })', (value) => {
  const { at, settings } = value as Partial<Schedule>
  return typeof at === 'function' && typeof settings === 'object' && settings !== null
})

/**
 * The number at step t. Of a schedule it is checked when a step asks for it.
 *
 * @param what the rule and its option, for the message
 * @param most the largest that the option may be
 * @throws {EddyError} ERR_SCHEDULE, from the function it returns: the engine sets the sample aside with this message
 */
export function valueAt(what: string, value: number | Schedule, most = 1e38): (t: number) => number {
  if (typeof value === 'number') return () => value
  return (t) => {
    const given = value.at(t)
    if (typeof given === 'number' && given >= 0 && given <= most) return given
    throw new EddyError(
      'ERR_SCHEDULE',
      `${what}: the schedule gives ${describeValue(given)} at step ${t}, expected a number from 0 to ${most}: the sample was not learned`,
    )
  }
}

export interface ExponentialDecayOptions {
  readonly start: number
  /** What it is multiplied by every `steps` steps. */
  readonly factor: number
  /** Default 1. */
  readonly steps?: number
}

const exponential: TableOf<ExponentialDecayOptions> = {
  start: required(positive),
  factor: required(positive),
  steps: positive,
}

/** start * factor^((t - 1)/steps). */
export function exponentialDecay(options: ExponentialDecayOptions): Schedule {
  checkOptions('exponentialDecay', options, exponential)
  const { start, factor, steps = 1 } = options
  return made({ type: 'exponentialDecay', start, factor, steps }, (t) => start * pow(factor, (t - 1) / steps))
}

export interface InverseTimeDecayOptions {
  readonly start: number
  /** Steps until it is half of `start`. */
  readonly steps: number
}

const inverseTime: TableOf<InverseTimeDecayOptions> = { start: required(positive), steps: required(positive) }

/** start / (1 + (t - 1)/steps): Robbins and Monro's conditions hold. */
export function inverseTimeDecay(options: InverseTimeDecayOptions): Schedule {
  checkOptions('inverseTimeDecay', options, inverseTime)
  const { start, steps } = options
  return made({ type: 'inverseTimeDecay', start, steps }, (t) => start / (1 + (t - 1) / steps))
}

export interface CosineDecayOptions {
  readonly start: number
  readonly steps: number
  /** Default 0. */
  readonly end?: number
}

const cosine: TableOf<CosineDecayOptions> = { start: required(positive), steps: required(positive), end: notNegative }

/** From start to end along half a cosine, over `steps` steps; end after that (Loshchilov & Hutter 2017). */
export function cosineDecay(options: CosineDecayOptions): Schedule {
  checkOptions('cosineDecay', options, cosine)
  const { start, steps, end = 0 } = options
  const at = (t: number): number => end + 0.5 * (start - end) * (1 + cos(Math.PI * Math.min(1, (t - 1) / steps)))
  return made({ type: 'cosineDecay', start, steps, end }, at)
}

export interface LinearWarmupOptions {
  readonly steps: number
  /** What it rises to: a number, or a schedule that goes on from there. */
  readonly rate: number | Schedule
}

const warmup: TableOf<LinearWarmupOptions> = {
  steps: required(positive),
  rate: required(either(notNegative, schedule)),
}

/** Rises in equal steps to what `rate` gives, over `steps` steps. */
export function linearWarmup(options: LinearWarmupOptions): Schedule {
  checkOptions('linearWarmup', options, warmup)
  const { steps, rate } = options
  const after = valueAt('linearWarmup: `rate`', rate)
  const settings = { type: 'linearWarmup', steps, rate: typeof rate === 'number' ? rate : settingsOf(rate) }
  return made(settings, (t) => after(t) * Math.min(1, t / steps))
}

export interface SchedulePiece {
  /** The first step that `value` holds for. */
  readonly from: number
  readonly value: number
}

const piece: TableOf<SchedulePiece> = { from: required(number()), value: required(notNegative) }

/**
 * Constant pieces, in the order of their steps: each value holds from its step on, as in the two phases of the 1986 family
 * trees. The first begins at step 1 or before.
 */
export function piecewise(pieces: readonly SchedulePiece[]): Schedule {
  checkOption('piecewise', 'pieces', pieces, required(listOf(optionsOf(piece), 1)))
  for (const [at, { from }] of pieces.entries()) {
    const before = pieces[at - 1]?.from
    const holds = before === undefined ? from <= 1 : from > before
    const expected = before === undefined ? 'at most 1, so that there is a value at step 1' : `above ${before}`
    if (!holds) throw wrongOption('piecewise', `pieces[${at}].from`, from, { expected })
  }
  const first = pieces[0]?.value ?? 0
  const at = (t: number): number => pieces.reduce((value, { from, value: next }) => (t >= from ? next : value), first)
  return made({ type: 'piecewise', pieces }, at)
}

/**
 * A schedule from its settings.
 *
 * @throws {EddyError} ERR_OPTION if the type is unknown or a setting is out of range
 */
export function scheduleFrom(settings: Readonly<Record<string, unknown>>): Schedule {
  const { type, ...options } = settings ?? {}
  checkOption('scheduleFrom', 'type', type, required(oneOf(types)))
  if (type === 'piecewise') return piecewise(options['pieces'] as Parameters<typeof piecewise>[0])
  if (type === 'linearWarmup') {
    const rate = options['rate']
    const after = typeof rate === 'object' && rate !== null ? scheduleFrom(rate as Record<string, unknown>) : rate
    return linearWarmup({ ...options, rate: after } as LinearWarmupOptions)
  }
  return decays[type as keyof typeof decays](options as never)
}

const decays = { exponentialDecay, inverseTimeDecay, cosineDecay }

const types: readonly string[] = [...Object.keys(decays), 'linearWarmup', 'piecewise']

import type { Rule, RuleTrace, Scalar, Vector } from '../autodiff/planning/rule.js'
import { EddyError } from '../error.js'
import type { Schedule } from './schedule.js'

/** A chain of rules: each turns the step so far into the next; the last one is subtracted from the weights. */
export interface Optimizer {
  readonly rules: readonly Rule[]
}

/** A learning rate: a positive number, or a schedule over the steps. */
export type Rate = number | Schedule

/** Puts optimizers and rules one after the other. */
export function chain(...parts: readonly (Optimizer | Rule)[]): Optimizer {
  return { rules: parts.flatMap((part) => ('rules' in part ? part.rules : [part])) }
}

/** One rule as an optimizer. */
export const single = (
  name: string,
  settings: Readonly<Record<string, unknown>>,
  trace: (trace: RuleTrace) => Vector,
  plain?: (t: number) => number,
): Optimizer => ({ rules: [{ name, settings, trace, ...(plain ? { plain } : {}) }] })

/** Checks a number option once, when the optimizer is made. */
export function checked(
  optimizer: string,
  option: string,
  value: number,
  wanted: string,
  holds: (value: number) => boolean,
): number {
  if (typeof value === 'number' && Number.isFinite(value) && holds(value)) return value
  throw new EddyError(
    'ERR_OPTION',
    `${optimizer}: \`${option}\` must be ${wanted}, got ${String(value)} (${typeof value})`,
  )
}

/** A decay factor of a moving average. */
export const fraction = (optimizer: string, option: string, value: number): number =>
  checked(optimizer, option, value, 'a number from 0 to 1, 1 left out', (v) => v >= 0 && v < 1)

export const notNegative = (optimizer: string, option: string, value: number): number =>
  checked(optimizer, option, value, 'a finite number, 0 or more', (v) => v >= 0)

/** The rate at step t = 1, 2, ... */
export function rateAt(optimizer: string, rate: Rate): (t: number) => number {
  if (typeof rate === 'object') return (t) => rate.at(t)
  checked(optimizer, 'learningRate', rate, 'a positive finite number', (v) => v > 0)
  return () => rate
}

/** JSON of a rate. */
export const rateSettings = (rate: Rate): unknown => (typeof rate === 'object' ? rate.settings : rate)

/** The rate as a scalar of the rule. */
export const rateScalar = (trace: RuleTrace, at: (t: number) => number): Scalar => trace.scalar('rate', at)

import { described } from '../described.js'
import type { Rule, RuleTrace, Scalar, Vector } from '../autodiff/planning/rule.js'
import { checkOption, either, type Expectation, madeBy, positive, required } from '../options.js'
import { type Schedule, schedule, settingsOf, valueAt } from './schedule.js'

/** A chain of rules: each turns the step so far into the next; the last one is subtracted from the weights. */
export interface Optimizer {
  readonly rules: readonly Rule[]
}

/** A learning rate: a positive number, or a schedule over the steps. */
export type Rate = number | Schedule

export const rate: Expectation = either(positive, schedule)

const isRule = (value: unknown): value is Rule => {
  const { name, settings, trace } = value as Partial<Rule>
  return typeof name === 'string' && typeof settings === 'object' && settings !== null && typeof trace === 'function'
}

export const optimizer: Expectation = madeBy('an optimizer', 'adam()', (value) => {
  const { rules } = value as Partial<Optimizer>
  return Array.isArray(rules) && rules.every((rule) => isRule(rule))
})

const part: Expectation = { ...optimizer, holds: (value) => optimizer.holds(value) || isRule(value) }

/**
 * Puts optimizers and rules one after the other.
 *
 * @throws {EddyError} ERR_OPTION for what is neither
 */
export function chain(...parts: readonly (Optimizer | Rule)[]): Optimizer {
  for (const [at, each] of parts.entries()) checkOption('chain', `part ${at}`, each, required(part))
  return { rules: parts.flatMap((each) => ('rules' in each ? each.rules : [each])) }
}

/** One rule of Eddy as an optimizer. Its functions must depend on nothing but its name and settings: they tell it from others. */
export const single = (
  name: string,
  settings: Readonly<Record<string, unknown>>,
  trace: (trace: RuleTrace) => Vector,
  plain?: (t: number) => number,
): Optimizer => ({
  rules: [
    {
      name,
      settings,
      trace: described(trace, name, settings),
      finite: true,
      ...(plain ? { plain: described((t: number) => plain(t), name, settings) } : {}),
    },
  ],
})

/** The rate at step t = 1, 2, ... */
export const rateAt = (rule: string, learningRate: Rate): ((t: number) => number) =>
  valueAt(`${rule}: \`learningRate\``, learningRate)

/** JSON of a rate. */
export const rateSettings = (learningRate: Rate): unknown =>
  typeof learningRate === 'object' ? settingsOf(learningRate) : learningRate

/** The rate as a scalar of the rule. */
export const rateScalar = (trace: RuleTrace, at: (t: number) => number): Scalar => trace.scalar('rate', at)

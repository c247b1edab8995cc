import type { Rule } from '../autodiff/planning/rule.js'
import { isDescribed } from '../described.js'
import { EddyError } from '../error.js'
import { checkOption, custom, listOf, oneOf, required, wrongOption } from '../options.js'
import { adadelta } from './adaptive/adadelta.js'
import { adagrad } from './adaptive/adagrad.js'
import { adam } from './adaptive/adam.js'
import { adamax } from './adaptive/adamax.js'
import { clipByLayerNorm, clipByNorm, clipByValue } from './clip.js'
import { continualBackprop } from './continualBackprop.js'
import { ftrl } from './ftrl.js'
import { l2Init } from './l2Init.js'
import { lion } from './lion.js'
import { nadam } from './adaptive/nadam.js'
import { nesterov } from './nesterov.js'
import { chain, type Optimizer } from './optimizer.js'
import { perturb } from './perturb.js'
import { rmsprop } from './adaptive/rmsprop.js'
import { scheduleFrom } from './schedule.js'
import { sgd } from './sgd.js'
import { shrinkAndPerturb } from './shrinkAndPerturb.js'
import { stepGuard } from './stepGuard.js'
import { shrink, weightDecay } from './weightDecay.js'

/** Every rule of Eddy by the first part of its name: made again from the settings it was saved with. */
const builtinRules: Readonly<Record<string, (settings: never) => Optimizer>> = {
  adadelta,
  adagrad,
  adam,
  adamax,
  clipByLayerNorm,
  clipByNorm,
  clipByValue,
  continualBackprop,
  ftrl,
  l2Init,
  lion,
  nadam,
  nesterov,
  perturb,
  rmsprop,
  sgd,
  shrink,
  shrinkAndPerturb,
  stepGuard,
  weightDecay,
}

type SavedRule = Pick<Rule, 'name' | 'settings'>

const saved = custom('a rule as JSON, { name, settings }', (value) => {
  const { name, settings } = value as Partial<Rule>
  return typeof name === 'string' && typeof settings === 'object' && settings !== null
})

/**
 * Refuses a rule of one's own that has the name of one of Eddy's: what is read back from a file would be Eddy's.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkRuleNames(rules: readonly Rule[]): void {
  for (const { name, trace } of rules) {
    if (isDescribed(trace) || !Object.hasOwn(builtinRules, name.split('.')[0] ?? '')) continue
    throw new EddyError(
      'ERR_OPTION',
      `an optimizer of your own has the name '${name}', which is one of Eddy's: what is read back from a file would be Eddy's. Give it another name`,
    )
  }
}

/**
 * An optimizer from its JSON: the names and settings of its rules.
 *
 * @throws {EddyError} ERR_OPTION if a name is unknown or a setting is out of range
 */
export function optimizerFrom(rules: readonly SavedRule[]): Optimizer {
  checkOption('optimizerFrom', 'rules', rules, required(listOf(saved)))
  return chain(...rules.map(ruleFrom))
}

function ruleFrom({ name, settings }: SavedRule, at: number): Optimizer {
  const [base = ''] = name.split('.')
  const make = Object.hasOwn(builtinRules, base) ? builtinRules[base] : undefined
  if (!make) throw wrongOption('optimizerFrom', `rules[${at}].name`, base, oneOf(Object.keys(builtinRules)))
  const schedules = Object.entries(settings).filter(
    ([option, value]) =>
      ['learningRate', 'momentum', 'decay'].includes(option) && typeof value === 'object' && value !== null,
  )
  const made = schedules.map(([option, value]) => [option, scheduleFrom(value as Record<string, unknown>)] as const)
  return make({ ...settings, ...Object.fromEntries(made) } as never)
}

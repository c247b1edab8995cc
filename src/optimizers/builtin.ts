import type { Rule } from '../autodiff/planning/rule.js'
import { EddyError } from '../error.js'
import { checkOption, custom, listOf, required } from '../options.js'
import { checkOwnName, madeAgain } from '../registry.js'
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

/**
 * Refuses a rule of one's own that has the name of one of Eddy's: what is read back from a file would be Eddy's.
 *
 * @throws {EddyError} ERR_OPTION
 */
export function checkRuleNames(rules: readonly Rule[]): void {
  for (const { name, trace } of rules) checkOwnName('rule', builtinRules, name.split('.')[0] ?? '', trace)
}

/**
 * An optimizer from its JSON: the names and settings of its rules.
 *
 * @throws {EddyError} ERR_OPTION if a name is unknown or a setting is out of range
 */
export function optimizerFrom(rules: readonly SavedRule[]): Optimizer {
  checkOption('optimizerFrom', 'rules', rules, list)
  return chain(...rules.map(ruleFrom))
}

/**
 * The optimizer of a model or learner that was saved.
 *
 * @param who the function the user called
 * @throws {EddyError} ERR_OPTION if one of its rules is the user's own
 */
export function savedOptimizer(who: string, rules: readonly SavedRule[]): Optimizer {
  const own = rules.find(({ name }) => !Object.hasOwn(builtinRules, String(name).split('.')[0] ?? ''))
  if (!own) return optimizerFrom(rules)
  throw new EddyError(
    'ERR_OPTION',
    `${who}: '${own.name}' is a rule of your own, which can't be saved: give the optimizer as \`optimizer\``,
  )
}

const list = required(listOf(custom('a rule as JSON, { name, settings }', (value) => typeof value === 'object')))

/** A rule that was saved; what follows a dot in its name is a variant, which its settings tell too. */
function ruleFrom(rule: SavedRule, at: number): Optimizer {
  const [name = ''] = String(rule?.name).split('.')
  const settings = Object.entries(rule?.settings ?? {}).map(([option, value]) => [option, settingFrom(option, value)])
  return madeAgain('optimizerFrom', builtinRules, { name, settings: Object.fromEntries(settings) }, `rules[${at}].`)
}

const SCHEDULED = ['learningRate', 'momentum', 'decay']

const settingFrom = (option: string, value: unknown): unknown =>
  SCHEDULED.includes(option) && typeof value === 'object' && value !== null
    ? scheduleFrom(value as Readonly<Record<string, unknown>>)
    : value

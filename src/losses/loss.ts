import type { Loss } from '../autodiff/planning/loss.js'
import { linkRules } from './link.js'
import { type Expectation, madeBy } from '../options.js'

export type { Link, Loss, LossTrace } from '../autodiff/planning/loss.js'

/** Whether a value is a loss. */
export function isLoss(value: unknown): value is Loss {
  if (typeof value !== 'object' || value === null) return false
  const { name, settings, target, link = 'identity', trace } = value as Partial<Loss>
  const named = typeof name === 'string' && name !== '' && typeof settings === 'object' && settings !== null
  return (
    named &&
    Object.hasOwn(linkRules, link) &&
    (target === 'values' || target === 'class') &&
    typeof trace === 'function'
  )
}

/** A loss of Eddy or one of your own. */
export const aLoss: Expectation = madeBy('a loss', 'squaredError()', isLoss)

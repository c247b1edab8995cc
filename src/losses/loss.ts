import { type Expectation, madeBy } from '../options.js'
import type { Loss } from '../autodiff/planning/loss.js'

export type { Loss, LossTrace } from '../autodiff/planning/loss.js'

/** A loss of Eddy or one of your own. */
export const aLoss: Expectation = madeBy('a loss', 'squaredError()', (value) => {
  const { name, settings, target, trace } = value as Partial<Loss>
  const named = typeof name === 'string' && name !== '' && typeof settings === 'object' && settings !== null
  return named && (target === 'values' || target === 'class') && typeof trace === 'function'
})

import { checkOptions, fraction, number, type TableOf, wholeNumber } from '../options.js'
import { type Optimizer, single } from './optimizer.js'

export interface ContinualBackpropOptions {
  /** Units begun anew in a step, as a share of those that are old enough; default 1e-4. 1e-6 to 1e-3. */
  readonly rate?: number
  /** Steps until a unit may go; default 100. */
  readonly maturity?: number
  /** Memory of the means of a unit's activation and usefulness; default 0.99. */
  readonly decay?: number
}

const table: TableOf<ContinualBackpropOptions> = {
  rate: number({ from: 0, to: 1 }),
  maturity: wholeNumber({ from: 0 }),
  decay: fraction,
}

/**
 * Keeps a network able to learn for ever: hidden units that are of little use get fresh weights, a few at a time, where
 * plain networks end with units that are dead or say the same. What a unit is of use is its way of differing from its
 * mean, times the size of its weights out, over that of its weights in. Its mean goes into the next layer's bias, so
 * that the network goes on as it was; what the optimizer knew of its weights is forgotten.
 * Works on hidden layers between two dense layers: `chain(sgd({ learningRate: 0.01 }), continualBackprop())`.
 * State: three numbers per hidden unit.
 * Source: Dohare, Hernandez-Garcia, Lan, Rahman, Mahmood & Sutton, Nature 632 (2024) 768-774.
 *
 * @throws {EddyError} ERR_OPTION; ERR_RULE, when attached to a model without such a layer
 */
export function continualBackprop(options: ContinualBackpropOptions = {}): Optimizer {
  checkOptions('continualBackprop', options, table)
  const { rate = 1e-4, maturity = 100, decay = 0.99 } = options
  const renewal = { rate, maturity, decay }
  const rules = single('continualBackprop', renewal, ({ g }) => g).rules.map((rule) => ({ ...rule, renewal }))
  return { rules }
}

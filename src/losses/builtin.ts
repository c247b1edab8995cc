import { checkOptions, custom, oneOf, required, type TableOf, wrongOption } from '../options.js'
import { absoluteError } from './absoluteError.js'
import { binaryCrossEntropy } from './binaryCrossEntropy.js'
import { gaussianNll } from './gaussianNll.js'
import { hinge } from './hinge.js'
import { huber } from './huber.js'
import { logCosh } from './logCosh.js'
import type { Loss } from './loss.js'
import { poisson } from './poisson.js'
import { quantile } from './quantile.js'
import { smoothL1 } from './smoothL1.js'
import { softmaxCrossEntropy } from './softmaxCrossEntropy.js'
import { squaredError } from './squaredError.js'
import { squaredHinge } from './squaredHinge.js'

/** Every loss of Eddy by its name: made again from the settings it was saved with; each checks its own. */
export const builtinLosses: Readonly<Record<string, (settings?: Readonly<Record<string, never>>) => Loss>> = {
  absoluteError,
  binaryCrossEntropy,
  gaussianNll,
  hinge,
  huber,
  logCosh,
  poisson,
  quantile,
  smoothL1,
  softmaxCrossEntropy,
  squaredError,
  squaredHinge,
}

/** Whether a loss of Eddy has this name. */
export const isLossName = (name: string): boolean => Object.hasOwn(builtinLosses, name)

const table: TableOf<Pick<Loss, 'name' | 'settings'>> = {
  name: required(oneOf(Object.keys(builtinLosses))),
  settings: custom('an object', (value) => typeof value === 'object' && value !== null),
}

/**
 * A loss from its JSON.
 *
 * @throws {EddyError} ERR_OPTION if the name is unknown or a setting is out of range
 */
export function lossFrom(saved: Pick<Loss, 'name' | 'settings'>): Loss {
  const { name, settings } = saved ?? {}
  checkOptions('lossFrom', { name, settings }, table)
  const make = builtinLosses[name]
  if (!make) throw wrongOption('lossFrom', 'name', name, table.name)
  return make(settings as Readonly<Record<string, never>>)
}

import { EddyError } from '../error.js'
import { linkOf } from './link.js'
import { madeAgain } from '../registry.js'
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

/**
 * A loss from its JSON.
 *
 * @throws {EddyError} ERR_OPTION if the name is unknown or a setting is out of range
 */
export const lossFrom = (saved: Pick<Loss, 'name' | 'settings'>): Loss => madeAgain('lossFrom', builtinLosses, saved)

/**
 * The loss of a learner that was saved. Files of version 0.1 name no link: outputs were predictions.
 *
 * @param who the function the user called
 * @param given where it is the user's own
 * @throws {EddyError} ERR_OPTION if it is the user's own and isn't given
 */
export function savedLoss(who: string, saved: Pick<Loss, 'name' | 'settings' | 'link'>, given: Loss | undefined): Loss {
  if (given) return given
  if (Object.hasOwn(builtinLosses, saved.name)) return { ...lossFrom(saved), link: linkOf(saved) }
  throw new EddyError(
    'ERR_OPTION',
    `${who}: '${saved.name}' is a loss of your own, which can't be saved: give it as \`loss\``,
  )
}

import { checkOption, custom, listOf, required } from '../options.js'
import { checkOwnName, madeAgain } from '../registry.js'
import type { FeatureDefinition } from './feature.js'
import { dates } from './stages/text/dates.js'
import { hashing, words } from './stages/text/hashing.js'
import { imputer } from './stages/numbers/imputer.js'
import { interactions } from './stages/numbers/interactions.js'
import { lags } from './stages/past/lags.js'
import { logCompress } from './stages/numbers/logCompress.js'
import { minMaxScaler } from './stages/numbers/minMaxScaler.js'
import { oneHot } from './stages/text/oneHot.js'
import { robustScaler } from './stages/numbers/robustScaler.js'
import { standardScaler } from './stages/numbers/standardScaler.js'
import { targetEncoding } from './stages/text/targetEncoding.js'
import { windows } from './stages/past/windows.js'

export const builtinFeatures: Readonly<Record<string, (settings: never) => FeatureDefinition>> = {
  dates,
  hashing,
  imputer,
  interactions,
  lags,
  logCompress,
  minMaxScaler,
  oneHot,
  robustScaler,
  standardScaler,
  targetEncoding,
  windows,
  words,
}

/**
 * What a learner does with samples when nothing is said: dates to circles, long texts to hashed words, numbers
 * standardised with missing ones at their mean, other texts one-hot. Stages that find nothing of their own cost nothing.
 */
export const defaultFeatures = (): readonly FeatureDefinition[] => [dates(), words(), standardScaler(), oneHot()]

/** Refuses features of one's own under names of Eddy's: what is read back from a file would be Eddy's. */
export function checkFeatureNames(features: readonly FeatureDefinition[]): void {
  for (const { name, create } of features) checkOwnName('feature', builtinFeatures, name, create)
}

const list = required(
  listOf(custom('a feature as JSON, { name, settings }', (value) => typeof value === 'object' && value !== null)),
)

/**
 * Features from their JSON.
 *
 * @throws {EddyError} ERR_OPTION if a name is unknown or a setting is out of range
 */
export function featuresFrom(
  definitions: readonly Pick<FeatureDefinition, 'name' | 'settings'>[],
): readonly FeatureDefinition[] {
  checkOption('featuresFrom', 'definitions', definitions, list)
  return definitions.map((saved, at) => madeAgain('featuresFrom', builtinFeatures, saved, `definitions[${at}].`))
}

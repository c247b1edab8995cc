import { EddyError } from '../error.js'
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

const namesOf = (features: readonly { readonly name: string }[]): string =>
  features.map(({ name }) => name).join(', ') || 'none'

/**
 * The features of a learner that was saved.
 *
 * @param who the function the user called
 * @param given all of them, where one is the user's own
 * @throws {EddyError} ERR_OPTION if one is the user's own and they aren't given, or others are given
 */
export function savedFeatures(
  who: string,
  saved: readonly Pick<FeatureDefinition, 'name' | 'settings'>[],
  given: readonly FeatureDefinition[] | undefined,
): readonly FeatureDefinition[] {
  if (given && namesOf(given) !== namesOf(saved)) {
    const wanted = namesOf(saved)
    throw new EddyError(
      'ERR_OPTION',
      `${who}: \`features\` must be those that were saved, ${wanted}, got ${namesOf(given)}`,
    )
  }
  const own = saved.find(({ name }) => !Object.hasOwn(builtinFeatures, name))
  if (given || !own) return given ?? featuresFrom(saved)
  const all = namesOf(saved)
  throw new EddyError(
    'ERR_OPTION',
    `${who}: '${own.name}' is a feature of your own, which can't be saved: give all features (${all}) as \`features\``,
  )
}

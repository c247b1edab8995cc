import { described } from '../described.js'
import { type Expectation, madeBy } from '../options.js'
import type { Fault } from '../rejection.js'
import type { Row } from './row.js'
import type { Label } from './sample.js'

/** What a stage has learned, as plain data. */
export interface FeatureState {
  /** JSON: vocabularies, names. */
  readonly json: unknown
  readonly numbers: Float64Array
}

/**
 * One stage of a chain at work. A row that is learned is given to `learn` and `apply`, then to the next stage, and to
 * `remember` once the whole chain has encoded it. A row that is only asked about is given to `apply`.
 */
export interface FeatureStage {
  /** False: rows pass as they are, for there is nothing here for this stage. */
  readonly active: boolean
  /** What comes out of it. */
  readonly out: Row
  /** Why the row that was learned last can't be used, if so. */
  readonly fault?: Fault | undefined
  /** Takes a row into what is known, and may append outputs. */
  learn(row: Row): void
  /** Writes `out` from a row, by what is known. Changes nothing else. */
  apply(row: Row): void
  /**
   * Takes in what only later rows may know: the target, and what was before. `y`: a regression's target, or NaN;
   * `label`: a classification's. The target is given to nothing else, so that no feature knows its own sample's.
   */
  remember?(row: Row, y: number, label: Label | undefined): void
  state(): FeatureState
  /**
   * What else decides how it goes on learning, and is no part of what `apply` knows: kept in checkpoints, not sent to those
   * who only predict.
   */
  learning?(): Float64Array
  /** `learning` is left out where only predictions are made, and in files of versions that didn't have it. */
  restore(state: FeatureState, learning?: Float64Array): void
}

/** A feature as it stands in a spec: plain JSON, and how to make the stage. */
export interface FeatureDefinition {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly create: () => FeatureStage
}

/** A feature of Eddy. Its stage must depend on nothing but name and settings: they tell it from others. */
export const made = (
  name: string,
  settings: FeatureDefinition['settings'],
  create: FeatureDefinition['create'],
): FeatureDefinition => ({ name, settings, create: described(create, name, settings) })

/** A feature of Eddy, or one of your own. */
export const aFeature: Expectation = madeBy('a feature', 'standardScaler()', (value) => {
  const { name, settings, create } = value as Partial<FeatureDefinition>
  return typeof name === 'string' && typeof settings === 'object' && settings !== null && typeof create === 'function'
})

import { custom, type Expectation } from '../options.js'

/** What flows into a pipeline: one example, or one question where `y` is left out. */
export interface Sample {
  readonly x: Features
  readonly y?: Target | undefined
  readonly id?: string | undefined
  /** Which of many streams it belongs to, for models that keep a state for each; one stream if left out. */
  readonly key?: string | number | undefined
  /** When it happened, in milliseconds since 1970. */
  readonly at?: number | undefined
  /** How much this sample counts, 0 or more; 1 if left out. */
  readonly weight?: number | undefined
}

/**
 * The value of a feature in a record. `null`, `undefined` and NaN mean missing. A `Date` is read as ISO 8601 text in UTC, which
 * the stage `dates()` turns into numbers.
 */
export type FeatureValue = number | string | boolean | Date | null | undefined

/**
 * A record of named raw values. It may be of an interface or a class of your own; its values are a `FeatureValue` each, which is
 * checked when the sample comes. A Map is refused: `Object.fromEntries(map)` makes a record of it.
 */
export type FeatureRecord = object

/** A vector of finite numbers, or a record of named raw values. */
export type Features = Float32Array | Float64Array | readonly number[] | FeatureRecord

/** A class, as the source names it. 1, '1' and true are three classes. */
export type Label = number | string | boolean

export const aLabel: Expectation = custom(
  'a label: a string, a finite number, or true or false',
  (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
)

/** A label or a number; several numbers where the model has several outputs. */
export type Target = Label | readonly number[] | Float32Array | Float64Array

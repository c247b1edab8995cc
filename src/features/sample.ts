/** What flows into a pipeline: one example, or one question where `y` is left out. */
export interface Sample {
  readonly x: Features
  readonly y?: Target
  readonly id?: string
  /** Which of many streams it belongs to, for models that keep a state for each; one stream if left out. */
  readonly key?: string | number
  /** When it happened, in milliseconds since 1970. */
  readonly at?: number
  /** How much this sample counts, 0 or more; 1 if left out. */
  readonly weight?: number
}

/** A vector, or a record of named raw values; null means missing. */
export type Features = Float32Array | readonly number[] | Readonly<Record<string, number | string | boolean | null>>

/** A class, as the source names it. 1, '1' and true are three classes. */
export type Label = number | string | boolean

/** A label or a number; several numbers where the model has several outputs. */
export type Target = Label | readonly number[] | Float32Array

import type { Row } from './row.js'

/** What a stage has learned, as plain data. */
export interface FeatureState {
  /** JSON: vocabularies, names. */
  readonly json: unknown
  readonly numbers: Float64Array
}

/** One stage of a chain at work. */
export interface FeatureStage {
  /** False: rows pass as they are, for there is nothing here for this stage. */
  readonly active: boolean
  /** What comes out of it. */
  readonly out: Row
  /** Takes a row into what is known, and may append outputs. `y`: the target as a number, where there is one. */
  learn(row: Row, y: number): void
  /** Writes `out` from a row, by what is known. Changes nothing else. */
  apply(row: Row): void
  state(): FeatureState
  restore(state: FeatureState): void
}

/** A feature as it stands in a spec: plain JSON, and how to make the stage. */
export interface FeatureDefinition {
  readonly name: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly create: () => FeatureStage
}

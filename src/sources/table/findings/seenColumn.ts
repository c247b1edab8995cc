import type { ColumnEvidence, DecidedColumn } from '../values/columnFormat.js'

/** The first values of a column, row by row, as text. '' if there is none. */
export interface HeadColumn {
  readonly name: string
  readonly values: readonly string[]
  /** Whether the header has no name for it. */
  readonly unnamed?: boolean
}

/** A column with its evidence and the decision. */
export interface SeenColumn {
  readonly head: HeadColumn
  /** Whether an option says how to use or read it. */
  readonly asked: boolean
  readonly evidence: ColumnEvidence
  readonly decided: DecidedColumn
}

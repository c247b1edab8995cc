import type { ColumnEvidence, DecidedColumn } from '../values/columnFormat.js'

/** The first values of a column, row by row, as text; '' where there is none. */
export interface HeadColumn {
  readonly name: string
  readonly values: readonly string[]
  /** Whether the header left the name empty. */
  readonly unnamed?: boolean
}

/** A column, what was seen of it, and what was decided. */
export interface SeenColumn {
  readonly head: HeadColumn
  /** Whether an option says how to use or read it. */
  readonly asked: boolean
  readonly evidence: ColumnEvidence
  readonly decided: DecidedColumn
}

import type { Task } from '../../evaluation/prediction.js'
import type { Label } from '../../features/sample.js'
import type { ColumnFormat } from './values/columnFormat.js'

export type { ColumnType } from './values/columnFormat.js'

/** A column and how it is read. */
export interface TableColumn extends ColumnFormat {
  readonly name: string
  /** Whether it is left out of the samples: the user asked for it, or it can't be of use. */
  readonly ignored?: boolean
}

/** How the labels of a target are read. */
export interface LabelRule {
  /** Whether all labels are spellings of true and false. Then there are two classes. */
  readonly truths?: boolean
  /** The marks of a missing label, added to those that are known everywhere. */
  readonly missing?: readonly string[]
  /** Whether labels are taken exactly as written. */
  readonly asWritten?: boolean
}

/** What the first rows show. Plain JSON. A position keeps it, so that a later reading reads alike. */
export interface TableSchema {
  readonly columns: readonly TableColumn[]
  readonly target: string | undefined
  readonly task: Task | undefined
  /** The labels of the first rows, in order of appearance. None for a regression. */
  readonly classes: readonly Label[]
  /** Of a classification. */
  readonly labels?: LabelRule
  /** Whether texts are trimmed. Version 0.1.0 did not trim them. */
  readonly trimmed?: boolean
}

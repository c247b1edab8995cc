import type { Task } from '../../evaluation/prediction.js'
import type { Label } from '../../features/sample.js'
import type { ColumnFormat } from './values/columnFormat.js'

export type { ColumnType } from './values/columnFormat.js'

/** A column and how it is read. */
export interface TableColumn extends ColumnFormat {
  readonly name: string
  /** Left out of the samples, because it was asked for or because it can't be of use. */
  readonly ignored?: boolean
}

/** How the labels of a target are read. */
export interface LabelRule {
  /** Whether all are spellings of true and false, which then are two classes. */
  readonly truths?: boolean
  /** Marks of a missing label, besides those that are missing everywhere. */
  readonly missing?: readonly string[]
  /** The label exactly as it is written. */
  readonly asWritten?: boolean
}

/** What the first rows show. Plain JSON: a position keeps it, so that a later reading reads alike. */
export interface TableSchema {
  readonly columns: readonly TableColumn[]
  readonly target: string | undefined
  readonly task: Task | undefined
  /** Labels among the first rows, in order of appearance; none for a regression. */
  readonly classes: readonly Label[]
  /** Of a classification. */
  readonly labels?: LabelRule
  /** Whether blanks around texts are taken off. Version 0.1.0 kept them. */
  readonly trimmed?: boolean
}

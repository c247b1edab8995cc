import type { Label, Target } from '../../features/sample.js'
import type { Column } from './column.js'
import { Labels } from './labels.js'
import type { TableSchema } from './tableSchema.js'
import { bareText } from './values/bareText.js'
import { isMissing } from './values/missingMarks.js'

export interface TargetReaderOptions {
  readonly ignoreCase: boolean
  readonly na: ReadonlySet<string>
  /** The names of classes from an earlier reading. */
  readonly names?: readonly (readonly [string, Label])[]
}

/** Reads the target: a label or a number. */
export class TargetReader {
  readonly labels: Labels
  missing = 0
  readonly column: Column
  private readonly classified: boolean
  private readonly asWritten: boolean
  /** Whether blanks around a label are part of it. */
  private readonly asIs: boolean
  private readonly marks: ReadonlySet<string>
  private readonly trimmed: boolean

  constructor(schema: TableSchema, column: Column, { ignoreCase, na, names }: TargetReaderOptions) {
    const { task, labels = {}, trimmed = false } = schema
    this.column = column
    this.classified = task === 'classification'
    this.asWritten = labels.asWritten === true
    this.trimmed = trimmed
    this.marks = new Set([...na, ...(labels.missing ?? [])])
    // Version 0.1.0 took labels as they are written.
    this.asIs = !trimmed || this.asWritten
    this.labels = new Labels({ ...labels, ignoreCase, trimmed, asWritten: this.asIs }, names)
  }

  /** Returns null if the target is missing, undefined if it can't be read. */
  read(text: string): Target | null | undefined {
    if (!this.classified) return this.column.read(text) as number | null | undefined
    const label = bareText(text)
    if (label === '' || this.marks.has(label) || (!this.asWritten && isMissing(label))) return null
    if (text.includes('\ufffd')) return undefined
    return this.labels.nameOf(this.asIs ? text : label)
  }

  /** The same for a value of JSON. */
  readValue(value: Label | null): Target | null | undefined {
    // Version 0.1.0 took the values of JSON as they are.
    if (value === null || !this.trimmed) return value
    if (typeof value === 'string') return this.read(value)
    if (this.classified) return this.labels.nameOf(value)
    return typeof value === 'number' ? value : undefined
  }
}

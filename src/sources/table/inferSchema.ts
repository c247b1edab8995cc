import { columnFindings } from './findings/columnFindings.js'
import { columnRoles } from './findings/columnRoles.js'
import type { HeadColumn, SeenColumn } from './findings/seenColumn.js'
import { inferLabels, inferTask } from './inferTarget.js'
import { Labels } from './labels.js'
import type { TableOptions } from './tableOptions.js'
import type { TableWarning } from './tableReport.js'
import type { TableColumn, TableSchema } from './tableSchema.js'
import { bareText } from './values/bareText.js'
import { ColumnEvidence, type ColumnWish } from './values/columnFormat.js'
import { tableDecimal } from './values/decideStyle.js'
import { isMissing } from './values/missingMarks.js'

/** Rows that types are read off. */
export const HEAD_ROWS = 1000

export interface Inferred {
  readonly schema: TableSchema
  readonly warnings: readonly TableWarning[]
}

/**
 * Reads a schema off the first rows of a table.
 *
 * @param delimiter of a CSV
 */
export function inferSchema(columns: readonly HeadColumn[], options: TableOptions, delimiter?: string): Inferred {
  const na = new Set(options.na)
  const evidence = columns.map(
    ({ name, values }) =>
      new ColumnEvidence(
        values.map(bareText).filter((value) => !na.has(value)),
        wishOf(name, options),
      ),
  )
  const table = { decimal: options.decimal ?? tableDecimal(evidence.map(({ numbers }) => numbers)), delimiter }
  const like = new Map(options.like?.map((column) => [column.name, column]))
  const seen = columns.map((head, at): SeenColumn => {
    const own = evidence[at] as ColumnEvidence
    const known = like.get(head.name)
    const asked = known !== undefined || isAsked(head.name, options)
    return { head, asked, evidence: own, decided: known ? { format: known } : own.decide(table) }
  })
  const roles = columnRoles(seen, options)
  const found = seen.flatMap(({ head, evidence: own, decided }) =>
    roles.ignored.has(head.name) || like.has(head.name) ? [] : columnFindings(head.name, own, decided),
  )
  const schema = { ...schemaOf(seen, roles.ignored, options), trimmed: true }
  return {
    schema,
    warnings: [
      ...found,
      ...roles.warnings.filter(({ column = '' }) => !like.has(column)),
      ...labelsFromNumbers(schema, options),
    ],
  }
}

/** Whole numbers that were taken as labels, and might be amounts. With two of them there is no question. */
function labelsFromNumbers(
  { columns, target, task, classes }: TableSchema,
  { task: asked }: TableOptions,
): readonly TableWarning[] {
  const numbers = columns.some(({ name, type }) => name === target && type === 'number')
  if (target === undefined || asked !== undefined || task !== 'classification' || !numbers || classes.length < 3)
    return []
  const way = "`task: 'regression'` makes them numbers"
  const message = `${target}: whole numbers with ${classes.length} different values are labels; ${way}`
  return [{ code: 'LABELS_FROM_NUMBERS', message, column: target }]
}

function schemaOf(seen: readonly SeenColumn[], ignored: ReadonlySet<string>, options: TableOptions): TableSchema {
  const { target, task: asked } = options
  const columns = seen.map(
    ({ head: { name }, decided: { format } }): TableColumn => ({
      name,
      ...format,
      ...(ignored.has(name) ? { ignored: true } : {}),
    }),
  )
  const wanted = seen.find(({ head }) => head.name === target)
  if (!wanted) return { columns, target, task: undefined, classes: [] }
  const { evidence, decided } = wanted
  const task = asked ?? inferTask(decided.format, evidence.values)
  if (task === 'regression') return { columns, target, task, classes: [] }
  const labels = { ...inferLabels(evidence.present), ...(decided.format.asWritten ? { asWritten: true } : {}) }
  return { columns, target, task, classes: classesOf(wanted.head.values, labels, options), labels }
}

/** The classes among the first labels, in order of appearance. */
function classesOf(
  values: readonly string[],
  rule: TableSchema['labels'],
  { ignoreCase, na = [] }: TableOptions,
): readonly string[] {
  const labels = new Labels({ ...rule, ...(ignoreCase ? { ignoreCase } : {}) })
  const { missing = [], asWritten } = rule ?? {}
  const present = values
    .map(bareText)
    .filter(
      (value) => !na.includes(value) && !missing.includes(value) && (asWritten ? value !== '' : !isMissing(value)),
    )
  return [...new Set(present.map((value) => String(labels.nameOf(value))))]
}

function wishOf(name: string, { text = [], number = [], decimal, thousands }: TableOptions): ColumnWish {
  return {
    ...(text.includes(name) ? { kind: 'text' } : number.includes(name) ? { kind: 'number' } : {}),
    ...(decimal === undefined ? {} : { decimal }),
    ...(thousands === undefined ? {} : { thousands }),
  }
}

const isAsked = (name: string, { target, id, at, text = [], number = [] }: TableOptions): boolean =>
  [target, id, at, ...text, ...number].includes(name)

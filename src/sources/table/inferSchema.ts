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

/** Types are inferred from this many rows. */
export const HEAD_ROWS = 1000

export interface Inferred {
  readonly schema: TableSchema
  readonly warnings: readonly TableWarning[]
}

/**
 * Infers the schema of a table from its first rows.
 *
 * @param delimiter if it is a CSV
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
      ...eitherTask(seen, schema, options),
    ],
  }
}

/** Whole numbers may be labels or amounts. With two of them, or hardly two alike, there is no question. */
function eitherTask(
  seen: readonly SeenColumn[],
  { target, task, classes }: TableSchema,
  { task: asked }: TableOptions,
): readonly TableWarning[] {
  const wanted = seen.find(({ head }) => head.name === target)
  if (target === undefined || asked !== undefined || wanted?.decided.format.type !== 'number') return []
  const say = (code: TableWarning['code'], different: number, are: string, way: string): readonly TableWarning[] => [
    { code, message: `${target}: whole numbers with ${different} different values are ${are}; ${way}`, column: target },
  ]
  if (task === 'classification') {
    if (classes.length < 3) return []
    return say('LABELS_FROM_NUMBERS', classes.length, 'labels', "`task: 'regression'` makes them numbers")
  }
  const { values } = wanted.evidence
  const different = new Set(values).size
  if (different > values.length / 2 || values.some((value) => !/^[-+]?\d+$/.test(value))) return []
  return say('NUMBERS_NOT_LABELS', different, 'numbers', "`task: 'classification'` makes them labels")
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

/** The classes of the first labels, in order of appearance. */
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

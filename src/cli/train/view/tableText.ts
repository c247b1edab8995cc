import type { ColumnReport, TableReport, TableWarning } from '../../../sources/table/tableReport.js'
import { count } from '../../figure.js'

/** Columns that get a line, and notes. Of a table of thousands, the rest is counted. */
const COLUMNS = 50
const NOTES = 20
/** Characters of a name, and of all examples. */
const NAME = 32
const EXAMPLES = 60

/** What was read of a table: a line for each column. */
export function columnLines({ columns }: Pick<TableReport, 'columns'>): readonly string[] {
  const shown = columns.slice(0, COLUMNS)
  const rest = columns.slice(COLUMNS)
  const cells = [['column', 'kind', 'missing', 'examples'], ...shown.map(cellsOf)]
  const widths = [0, 1, 2].map((at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)))
  const lines = cells.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
  return rest.length > 0 ? [...lines, `  and ${count(rest.length)} more columns: ${kindsOf(rest)}`] : lines
}

function cellsOf({ name, kind, role, missing, infinite, examples, unit }: ColumnReport): readonly string[] {
  const what = `${kind}${unit === undefined ? '' : ` in ${unit}`}${role === 'feature' ? '' : `, ${role}`}`
  const lacking = `${count(missing)}${infinite > 0 ? ` (${count(infinite)} infinite)` : ''}`
  return [cut(name, NAME), what, lacking, cut(examples.join(' | '), EXAMPLES)]
}

function kindsOf(columns: readonly ColumnReport[]): string {
  const counts = new Map<string, number>()
  for (const { kind } of columns) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, times]) => `${count(times)} ${kind}`).join(', ')
}

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text)

/** What was recognised, changed or looks wrong, with the flags that overrule it: one line each. */
export function noteLines(warnings: readonly TableWarning[]): readonly string[] {
  const lines = warnings.slice(0, NOTES).map(({ message }) => `  ${withFlags(message)}`)
  const more = warnings.length - lines.length
  return more > 0 ? [...lines, `  and ${count(more)} more; --json lists all`] : lines
}

/** `ignore: ['id']` of a message is --ignore id for whoever types a command. */
const withFlags = (message: string): string =>
  message
    .replace(
      /`(\w+): \['((?:[^']|'(?!\]))*)'\]`/g,
      (_, option: string, name: string) => `${flagOf(option)} ${forShell(inList(name))}`,
    )
    .replace(/`(\w+): '([^'`]*)'`/g, (_, option: string, value: string) => `${flagOf(option)} ${forShell(value)}`)
    .replace(/`(ignoreCase|skip|comment|encoding|delimiter|decimal|thousands|na)`/g, (_, option: string) =>
      flagOf(option),
    )

const flagOf = (option: string): string => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** A name with a comma stands in double quotes. */
const inList = (name: string): string => (name.includes(',') ? `"${name.replaceAll('"', '""')}"` : name)

const forShell = (text: string): string =>
  /^[\w.,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

import { tableOptions, type TableOptions } from '../../sources/table/tableOptions.js'
import { type FlagForms, UsageError } from '../flags/commandForm.js'
import type { Flags } from '../flags/flags.js'

/** How a table is read, where it is not read as it looks. */
export const tableFlags: FlagForms = {
  decimal: { value: 'MARK', help: '. or , in numbers' },
  thousands: { value: 'MARK', help: "what separates thousands in numbers, '' for nothing" },
  na: { value: 'A,B', repeats: true, help: 'more marks of missing values' },
  text: { value: 'A,B', repeats: true, help: 'columns to read as text: 007 stays 007' },
  number: { value: 'A,B', repeats: true, help: 'columns to read as numbers' },
  ignore: { value: 'A,B', repeats: true, help: 'columns that are left out' },
  drop: { value: 'A,B', repeats: true, means: 'ignore', help: '' },
  id: { value: 'COLUMN', help: 'holds an id of each row; it is no feature' },
  at: { value: 'COLUMN', help: 'holds the time of each row' },
  'ignore-case': { help: 'labels that differ by case alone are one class' },
  encoding: { value: 'NAME', help: 'such as utf-8, latin1 or utf-16le' },
  delimiter: { value: 'MARK', help: 'what separates cells; tab for a tab' },
  skip: { value: 'N', help: 'lines above the header' },
  comment: { value: 'MARK', help: 'lines that begin with it are no rows' },
}

export type ReadingOptions = Pick<
  TableOptions,
  | 'decimal'
  | 'thousands'
  | 'na'
  | 'text'
  | 'number'
  | 'ignore'
  | 'id'
  | 'at'
  | 'ignoreCase'
  | 'encoding'
  | 'delimiter'
  | 'skip'
  | 'comment'
>

/** @throws {UsageError} for a value that does not fit, or columns that are asked for in two ways */
export function readingOptions(flags: Flags, target: string): ReadingOptions {
  const [ignoreCase, delimiter] = [flags.has('ignore-case') || undefined, flags.raw('delimiter')]
  const given = {
    decimal: flags.raw('decimal'),
    thousands: flags.raw('thousands'),
    na: listOf(flags, 'na'),
    text: listOf(flags, 'text'),
    number: listOf(flags, 'number'),
    ignore: listOf(flags, 'ignore'),
    id: flags.raw('id'),
    at: flags.raw('at'),
    ignoreCase,
    encoding: flags.raw('encoding'),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    skip: flags.count('skip', 'a number of lines, 0 or more'),
    comment: flags.raw('comment'),
  }
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  for (const [name, value] of Object.entries(options)) {
    const expectation = tableOptions[name]
    if (expectation && !expectation.holds(value)) {
      throw new UsageError(`--${name} wants ${expectation.expected}, got '${String(value)}'`)
    }
  }
  checkColumns(options, target)
  return options
}

const listOf = (flags: Flags, name: string): readonly string[] | undefined =>
  flags.has(name) ? flags.names(name) : undefined

/** A column can't be two things at once. */
function checkColumns({ ignore = [], text = [], number = [], id }: ReadingOptions, target: string): void {
  const refuse = (column: string | undefined, uses: string): never => {
    throw new UsageError(`the column '${column}' is given as ${uses}: it can't be both`)
  }
  if (ignore.includes(target)) refuse(target, '--target and in --ignore')
  if (id === target) refuse(target, '--target and --id')
  const both = text.find((name) => number.includes(name))
  if (both !== undefined) refuse(both, '--text and --number')
  const unread = ignore.find((name) => text.includes(name) || number.includes(name))
  if (unread !== undefined) refuse(unread, `--ignore and ${text.includes(unread) ? '--text' : '--number'}`)
}

import type { TableOptions } from '../../sources/table/tableOptions.js'
import { type FlagForms, UsageError } from '../flags/commandForm.js'
import type { Flags } from '../flags/flags.js'
import { checkedOptions, layoutFlags, type LayoutOptions, layoutOptions } from '../flags/layoutFlags.js'

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
  ...layoutFlags,
}

export type ReadingOptions = LayoutOptions &
  Pick<TableOptions, 'decimal' | 'thousands' | 'na' | 'text' | 'number' | 'ignore' | 'id' | 'at' | 'ignoreCase'>

/** Whether a list of columns may be one column with a comma in its name. */
export const namesCommas = (flags: Flags): boolean =>
  COLUMN_LISTS.some((flag) => flags.lists(flag).some((list) => list.includes(',')))

const COLUMN_LISTS = ['text', 'number', 'ignore']

/**
 * @param columns those of the table, where they are known
 * @throws {UsageError} for a value that does not fit, or columns that are asked for in two ways
 */
export function readingOptions(flags: Flags, target: string, columns?: readonly string[]): ReadingOptions {
  const options = {
    ...checkedOptions({
      decimal: flags.raw('decimal') as ReadingOptions['decimal'],
      thousands: flags.raw('thousands'),
      na: flags.has('na') ? flags.names('na') : undefined,
      ...Object.fromEntries(
        COLUMN_LISTS.filter((flag) => flags.has(flag)).map((flag) => [flag, flags.names(flag, columns)]),
      ),
      id: flags.raw('id'),
      at: flags.raw('at'),
      ignoreCase: flags.has('ignore-case') || undefined,
    }),
    ...layoutOptions(flags),
  }
  checkColumns(options, target)
  return options
}

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

import { EddyError } from '../../error.js'
import { nearestName } from '../../nearestName.js'
import type { TableOptions } from './tableOptions.js'

/** Columns that a message lists, and characters of a name. */
const LISTED = 12
const LENGTH_MAX = 60

const cut = (name: string): string => (name.length > LENGTH_MAX ? `${name.slice(0, LENGTH_MAX)}…` : name)

/** A column that an option names. */
export interface NamedColumn {
  readonly option: 'target' | 'id' | 'at' | 'ignore' | 'drop' | 'text' | 'number'
  readonly name: string
}

/** All columns that the options name. */
export function namedColumns({
  target,
  id,
  at,
  ignore = [],
  drop = [],
  text = [],
  number = [],
}: TableOptions): readonly NamedColumn[] {
  const one = (option: NamedColumn['option'], name: string | undefined): NamedColumn[] =>
    name === undefined ? [] : [{ option, name }]
  const several = (option: NamedColumn['option'], names: readonly string[]): NamedColumn[] =>
    names.map((name) => ({ option, name }))
  return [
    ...one('target', target),
    ...one('id', id),
    ...one('at', at),
    ...several('ignore', ignore),
    ...several('drop', drop),
    ...several('text', text),
    ...several('number', number),
  ]
}

/**
 * Checks that the table has all columns that the options name, and that no column is in both `text` and `number`.
 *
 * @param inside whether a name may stand for all columns inside it, as `meta` for `meta.size`
 * @throws {EddyError} ERR_TARGET_COLUMN for the target, ERR_OPTION for the others
 */
export function checkColumnNames(
  options: TableOptions,
  names: readonly string[],
  { inside, what }: { readonly inside: boolean; readonly what: 'column' | 'field' },
): void {
  const known = new Set(names)
  for (const { option, name } of namedColumns(options)) {
    if (known.has(name) || (inside && names.some((column) => column.startsWith(`${name}.`)))) continue
    throw unknownColumn({ option, name }, names, what)
  }
  const { text = [], number = [] } = options
  const both = text.find((name) => number.includes(name))
  if (both !== undefined)
    throw new EddyError('ERR_OPTION', `'${both}' is in \`text\` and in \`number\`: it can be one of them`)
}

export function unknownColumn(
  { option, name }: NamedColumn,
  names: readonly string[],
  what: 'column' | 'field',
): EddyError {
  const nearest = nearestName(name, names)
  const hint = nearest === undefined ? '.' : `. Did you mean '${cut(nearest)}'?`
  const listed = names.slice(0, LISTED).map(cut).join(', ')
  const rest = names.length > LISTED ? ` and ${names.length - LISTED} more` : ''
  const where = option === 'target' ? '' : ` for \`${option}\``
  return new EddyError(
    option === 'target' ? 'ERR_TARGET_COLUMN' : 'ERR_OPTION',
    `there is no ${what} '${name}'${where}${hint} The ${what}s are ${listed}${rest}`,
  )
}

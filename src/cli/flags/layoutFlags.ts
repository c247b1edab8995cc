import { tableOptions, type TableOptions } from '../../sources/table/tableOptions.js'
import { type FlagForms, UsageError } from './commandForm.js'
import type { Flags } from './flags.js'

/** How the text of a table is laid out, where it is not recognised. */
export const layoutFlags: FlagForms = {
  encoding: { value: 'NAME', help: 'such as utf-8, latin1 or utf-16le' },
  delimiter: { value: 'MARK', help: 'what separates cells; tab for a tab' },
  skip: { value: 'N', help: 'lines above the header' },
  comment: { value: 'MARK', help: 'lines that begin with it are no rows' },
}

export type LayoutOptions = Pick<TableOptions, 'encoding' | 'delimiter' | 'skip' | 'comment'>

/** @throws {UsageError} */
export function layoutOptions(flags: Flags): LayoutOptions {
  const delimiter = flags.raw('delimiter')
  return checkedOptions({
    encoding: flags.raw('encoding'),
    delimiter: delimiter === 'tab' || delimiter === '\\t' ? '\t' : delimiter,
    skip: flags.count('skip', 'a number of lines, 0 or more'),
    comment: flags.raw('comment'),
  })
}

/**
 * Options without those that were not given.
 *
 * @throws {UsageError} for a value that a source would refuse
 */
export function checkedOptions<Options extends Readonly<Record<string, unknown>>>(
  given: Options,
): { readonly [Name in keyof Options]?: NonNullable<Options[Name]> } {
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  for (const [name, value] of Object.entries(options)) {
    const expectation = tableOptions[name]
    if (!expectation || expectation.holds(value)) continue
    const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
    throw new UsageError(`--${flag} wants ${expectation.expected}, got '${String(value)}'`)
  }
  return options as { readonly [Name in keyof Options]?: NonNullable<Options[Name]> }
}

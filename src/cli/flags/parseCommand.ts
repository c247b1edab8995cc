import { parseArgs } from 'node:util'
import { nearestName } from '../../nearestName.js'
import { type CommandForm, type FlagForm, UsageError, usageOf } from './commandForm.js'
import { Flags } from './flags.js'

export interface Called {
  /** As many as the form has. */
  readonly words: readonly string[]
  readonly flags: Flags
}

/**
 * Reads the words and flags that a command was called with, in any order. `--` ends the flags.
 *
 * @throws {UsageError} for a word that is missing or too many, an unknown flag (with the nearest name), a flag without its
 *   value, or one that is given twice and may not be
 */
export function parseCommand(form: CommandForm, args: readonly string[]): Called {
  const options = Object.fromEntries(
    Object.entries(form.flags).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' }]),
  ) as Record<string, { type: 'boolean' | 'string'; multiple?: true }>
  for (const option of Object.values(options)) option.multiple = true
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true })
  const words: string[] = []
  const given = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value } = checked(form, token, args[token.index] ?? token.rawName)
    given.set(name, [...(given.get(name) ?? []), value])
  }
  for (const [name, values] of given) {
    if (values.length > 1 && form.flags[name]?.repeats !== true) throw new UsageError(`--${name} is given twice`)
  }
  return { words: theWords(form, words), flags: new Flags(given) }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
  readonly inlineValue: boolean | undefined
}

/** @param typed as it stands in the arguments: `-target`, which is read as six short flags */
function checked(
  form: CommandForm,
  token: OptionToken,
  typed: string,
): { readonly name: string; readonly value: string } {
  const { name, rawName, value, inlineValue } = token
  const flag = rawName.startsWith('--') && Object.hasOwn(form.flags, name) ? form.flags[name] : undefined
  if (flag === undefined) throw new UsageError(unknownFlag(form, typed.split('=', 1)[0] ?? typed))
  if (flag.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, got '${value}'`)
  } else if (value === undefined || (!inlineValue && isFlag(form, value))) {
    const hint = value === undefined ? '' : `, got the flag ${value}`
    throw new UsageError(`${rawName} wants a value${hint}: ${shown(name, flag)}`)
  }
  return { name: flag.means ?? name, value: value ?? '' }
}

const isFlag = ({ flags }: CommandForm, value: string): boolean =>
  value.startsWith('--') && Object.hasOwn(flags, value.slice(2).split('=', 1)[0] ?? '')

const shown = (name: string, { value }: FlagForm): string => `--${name}${value === undefined ? '' : ` ${value}`}`

function unknownFlag({ name, flags }: CommandForm, given: string): string {
  const nearest = nearestName(given.replace(/^-+/, ''), Object.keys(flags))
  if (nearest !== undefined) return `unknown flag '${given}'. Did you mean '--${nearest}'?`
  return `unknown flag '${given}'. eddy help ${name} lists what there is`
}

function theWords(form: CommandForm, words: readonly string[]): readonly string[] {
  const { words: wanted } = form
  const extra = words[wanted.length]
  if (extra !== undefined) throw new UsageError(`unexpected '${extra}': ${usageOf(form)}`)
  const missing = wanted[words.length]
  if (missing !== undefined) throw new UsageError(`which ${missing}? ${usageOf(form)}`)
  return words
}

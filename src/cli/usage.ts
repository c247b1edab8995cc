import { parseArgs } from 'node:util'
import { didYouMean } from '../sources/didYouMean.js'

/** The command was called wrongly: one clear line, exit code 2. */
export class UsageError extends Error {}

export interface OptionForm {
  readonly type: 'string' | 'boolean'
  readonly short?: string
}

export type OptionValues = Readonly<Record<string, string | boolean | undefined>>

/** One word and flags: a file, an address. Throws UsageError unless there is exactly one word. */
export function parseSubject(
  args: readonly string[],
  subject: string,
  forms: Readonly<Record<string, OptionForm>>,
): { readonly subject: string; readonly values: OptionValues } {
  const { tokens } = parseArgs({ args: [...args], options: forms, strict: false, tokens: true })
  const word = tokens.find((token) => token.kind === 'positional')
  if (!word) throw new UsageError(`which ${subject}?`)
  return {
    subject: word.value,
    values: parseOptions(
      args.filter((_, index) => index !== word.index),
      forms,
    ),
  }
}

/** Words and flags, in any order. Throws UsageError for a flag that isn't expected. */
export function parseWords(
  args: readonly string[],
  forms: Readonly<Record<string, OptionForm>>,
): { readonly words: readonly string[]; readonly values: OptionValues } {
  const { tokens } = parseArgs({ args: [...args], options: forms, strict: false, tokens: true })
  const at = new Set(tokens.filter(({ kind }) => kind === 'positional').map(({ index }) => index))
  const flags = args.filter((_, index) => !at.has(index))
  return { words: args.filter((_, index) => at.has(index)), values: parseOptions(flags, forms) }
}

/** Flags by their long names. Throws UsageError for a flag or word that isn't expected, or a value that's missing. */
export function parseOptions(args: readonly string[], forms: Readonly<Record<string, OptionForm>>): OptionValues {
  const { values, tokens } = parseArgs({ args: [...args], options: forms, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`unexpected '${token.value}'`)
    if (token.kind !== 'option') continue
    const form = forms[token.name]
    if (form === undefined) throw new UsageError(unknownOption(token.rawName, Object.keys(forms)))
    if (form.type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`)
    if (form.type === 'string' && token.value === undefined) throw new UsageError(`${token.rawName} wants a value`)
  }
  return values as OptionValues
}

function unknownOption(given: string, names: readonly string[]): string {
  return `unknown flag '${given}'${didYouMean(
    given,
    names.map((name) => `--${name}`),
  )}`
}

/** The number behind a flag, or undefined where it wasn't given. Throws UsageError unless `fits`. */
export function numberOption(
  values: OptionValues,
  name: string,
  wanted: string,
  fits: (value: number) => boolean,
): number | undefined {
  const given = values[name]
  if (given === undefined) return undefined
  const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : Number.NaN
  if (fits(value)) return value
  throw new UsageError(`--${name} wants ${wanted}, got '${given}'`)
}

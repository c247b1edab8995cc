import { parseArgs } from 'node:util'
import { examples } from './gallery.js'

/** Options that one example takes, and which; `--serve`, which never ends, is for examples run by themselves. */
const TAKEN_BY: Readonly<Record<string, string>> = {
  data: 'depth/generalisation',
  splits: '1986/family-trees',
  seeds: 'plasticity/slowly-changing',
}

/** An example, with its part of the command line. */
export interface Chosen {
  readonly name: string
  readonly args: readonly string[]
}

/**
 * Which examples a command line asks for: those whose names end as said, or all. Every option goes to the example that
 * takes it.
 *
 * @throws {Error} for a name that no example has, and an option that none takes, or none of those chosen
 */
export function selection(commandLine: readonly string[]): readonly Chosen[] {
  const { values, positionals } = parsed(commandLine)
  for (const part of positionals) {
    if (!examples.some((name) => name.endsWith(part))) {
      throw new Error(`there is no example '${part}'; there are ${examples.join(', ')}`)
    }
  }
  const names = examples.filter((name) => positionals.length === 0 || positionals.some((part) => name.endsWith(part)))
  const given = Object.entries(values)
  for (const [option] of given) {
    const taker = TAKEN_BY[option] ?? ''
    if (!names.includes(taker)) throw new Error(`--${option} is for ${taker}, which isn't among those chosen`)
  }
  const argsOf = (name: string): readonly string[] =>
    given.filter(([option]) => TAKEN_BY[option] === name).flatMap(([option, value]) => [`--${option}`, String(value)])
  return names.map((name) => ({ name, args: argsOf(name) }))
}

function parsed(commandLine: readonly string[]) {
  const known = Object.keys(TAKEN_BY)
  const options = Object.fromEntries(known.map((option) => [option, { type: 'string' } as const]))
  try {
    return parseArgs({ args: [...commandLine], options, allowPositionals: true })
  } catch (error) {
    const wanted = `expected names of examples and ${known.map((option) => `--${option} VALUE`).join(', ')}`
    throw new Error(`${wanted}; ${error instanceof Error ? error.message : String(error)}`)
  }
}

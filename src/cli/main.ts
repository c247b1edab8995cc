import { readFileSync } from 'node:fs'
import { nearestName } from '../nearestName.js'
import { type Command, COMMANDS } from './commands.js'
import { errorLine } from './errorLine.js'
import { UsageError } from './flags/commandForm.js'
import { parseCommand } from './flags/parseCommand.js'
import { commandHelpLines, helpLines } from './help.js'
import type { Terminal } from './terminal/terminal.js'

/** Dispatches to a command. Returns the exit code: 0 done, 1 failed, 2 wrong usage. An error is one line on stderr. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = 'help', ...rest] = args
  let who = 'eddy'
  try {
    if (name === '--version' || name === '-v') {
      terminal.stdout.line(version())
      return 0
    }
    if (name === 'help' || name === '--help' || name === '-h') return help(rest, terminal)
    const command = commandNamed(name)
    who = `eddy ${name}`
    if (asksForHelp(rest)) return help([name], terminal)
    return await command.run(parseCommand(command.form, rest), terminal)
  } catch (error) {
    terminal.stderr.line(errorLine(who, error))
    return error instanceof UsageError ? 2 : 1
  }
}

/** `--` ends the flags. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--')
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h')
}

function help([name, ...more]: readonly string[], { stdout }: Terminal): number {
  if (more[0] !== undefined) throw new UsageError(`unexpected '${more[0]}': eddy help COMMAND`)
  stdout.lines(
    name === undefined ? helpLines(COMMANDS.map(({ form }) => form)) : commandHelpLines(commandNamed(name).form),
  )
  return 0
}

function commandNamed(name: string): Command {
  const command = COMMANDS.find(({ form }) => form.name === name)
  if (command !== undefined) return command
  const what = name.startsWith('-') ? 'flag' : 'command'
  const nearest = nearestName(
    name,
    COMMANDS.map(({ form }) => form.name),
  )
  const hint = nearest === undefined ? '. eddy --help lists what there is' : `. Did you mean '${nearest}'?`
  throw new UsageError(`unknown ${what} '${name}'${hint}`)
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

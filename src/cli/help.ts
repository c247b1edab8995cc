import { type CommandForm, usageOf } from './flags/commandForm.js'

const COLUMN = 26

/** What `eddy --help` prints: each command with its flags. */
export function helpLines(forms: readonly CommandForm[]): readonly string[] {
  return [
    'eddy: online learning as observables',
    '',
    ...forms.flatMap((form) => [`  ${usageOf(form)}`, `    ${form.summary}`, ...flagLines(form), '']),
    '  eddy help COMMAND        more about a command',
    '  eddy --version',
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage.',
  ]
}

/** What `eddy help COMMAND` and `eddy COMMAND --help` print. */
export function commandHelpLines(form: CommandForm): readonly string[] {
  const { summary, details = [] } = form
  return [usageOf(form), `  ${summary}`, '', ...flagLines(form), ...(details.length > 0 ? ['', ...details] : [])]
}

const flagLines = ({ flags }: CommandForm): readonly string[] =>
  Object.entries(flags)
    .filter(([, { means }]) => means === undefined)
    .map(([name, { value, help }]) => {
      const flag = `--${name}${value === undefined ? '' : ` ${value}`}`
      return `    ${flag.padEnd(COLUMN)} ${help}`
    })

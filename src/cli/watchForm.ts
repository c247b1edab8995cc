import type { CommandForm } from './flags/commandForm.js'

/** How the command is called. */
export const watchForm: CommandForm = {
  name: 'watch',
  words: ['ws://HOST:PORT'],
  summary: 'Shows a line for each version of a model that a trainer sends, until ctrl-C.',
  flags: {
    model: { value: 'NAME', help: 'which model; default: the first' },
    token: { value: 'TOKEN', help: 'where the server wants one' },
    json: { help: 'one JSON object a line' },
  },
}

import type { CommandForm } from '../flags/commandForm.js'
import { layoutFlags } from '../flags/layoutFlags.js'

/** How the command is called. */
export const predictForm: CommandForm = {
  name: 'predict',
  words: ['MODEL', 'QUESTIONS'],
  summary: 'Prints a line for each row. MODEL is a saved learner, a state folder or ws://HOST:PORT; - is stdin.',
  flags: {
    json: { help: 'with probabilities, one JSON object a line' },
    model: { value: 'NAME', help: 'which model at an address; default: the first' },
    token: { value: 'TOKEN', help: 'where the server wants one' },
    wait: { value: 'SECONDS', help: 'until a model must have come from an address; 5' },
    ...layoutFlags,
  },
  details: [
    'Values are read as those of the table that the model learned from. A row that cannot be answered gets a line that says',
    'why, with --json {"row", "error"}, and the exit code is 1.',
  ],
}

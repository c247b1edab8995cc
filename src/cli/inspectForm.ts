import type { CommandForm } from './flags/commandForm.js'

/** How the command is called. */
export const inspectForm: CommandForm = {
  name: 'inspect',
  words: ['FILE'],
  summary: 'Shows what is in a snapshot, a checkpoint or the newest checkpoint of a state folder; checks its hash.',
  flags: { json: { help: 'one JSON object' } },
}

import type { CommandForm } from '../flags/commandForm.js'

/** How the command is called. */
export const demoForm: CommandForm = {
  name: 'demo',
  words: [],
  summary: "Learns this machine's vitals, live: its CPU load one second ahead. Serves a page to watch it learn.",
  flags: {
    seconds: { value: 'N', help: 'end after N seconds, with a summary' },
    json: { help: 'one JSON object a line' },
    seed: { value: 'N', help: 'how the network starts; 1' },
    port: { value: 'N', help: 'of the page; 8787, or a free one' },
  },
}

import type { CommandForm } from '../flags/commandForm.js'
import { tableFlags } from './tableFlags.js'

/** How `eddy train` is called. */
export const trainForm: CommandForm = {
  name: 'train',
  words: ['FILE'],
  also: '--target COLUMN',
  summary: 'Tests, then trains on each row of a CSV or NDJSON file or address, gzipped or not; - is stdin.',
  flags: {
    target: { value: 'COLUMN', help: 'what is predicted' },
    task: { value: 'TASK', help: 'classification or regression; default: as the target looks' },
    metrics: { value: 'A,B', repeats: true, help: 'what is measured, such as f1,rocAuc' },
    json: { help: 'one JSON object a line, the result last' },
    seed: { value: 'N', help: 'how the network starts; 0' },
    save: { value: 'FILE', help: 'where the learner is saved, at the end or at ctrl-C' },
    state: { value: 'DIR', help: 'keeps everything there while it learns, and goes on from there when run again' },
    'checkpoint-every': { value: 'N', help: 'samples from checkpoint to checkpoint, with --state; 10000' },
    serve: { value: 'PORT', help: 'a page to watch it learn, until ctrl-C' },
    ...tableFlags,
  },
  details: [
    'What was read is shown, a line for each column, with warnings and the flags that overrule them.',
    'A,B stands for names between commas, and such a flag may be repeated. A name with a comma in it stands in double quotes:',
    `--ignore '"price, net"'.`,
    '',
    'Rows of a pipe are learned as they come. Ctrl-C and SIGTERM end it: what has come is learned, saved and shown. A second one',
    'kills. With --state, a last row without a line end waits for the next run; a pipe must bring the same rows again.',
    '',
    'Objects of --json have a type: report (every 1000 samples), setAside (the first five), table (what was read), result.',
  ],
}

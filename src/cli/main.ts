import { readFileSync } from 'node:fs'
import { demo } from './demo/demo.js'
import { didYouMean } from '../sources/didYouMean.js'
import { inspect } from './inspect.js'
import { predict } from './predict.js'
import type { Terminal } from './terminal.js'
import { train } from './train/train.js'
import { UsageError } from './usage.js'
import { watch } from './watch.js'

/** Runs to its end and gives the exit code: 0 done, 1 failed. Throws UsageError when called wrongly. */
export type Command = (args: readonly string[], terminal: Terminal) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  demo: (args, terminal) => demo(args, terminal),
  inspect,
  predict,
  train,
  watch,
}

const HELP = `eddy: online learning as observables

  eddy demo        learn this machine's vitals, live: its CPU load one second ahead
    --seconds N    end after N seconds, with a summary
    --json         one JSON object a line
    --seed N       how the network starts; 1
    --port N       of the page; 8787, or a free one

  eddy train FILE --target COLUMN    test, then train on a CSV or NDJSON file or address, gzipped or not
    --task TASK    classification or regression; default: as the target looks
    --json         one JSON object a line, the result last
    --seed N       how the network starts; 0
    --save FILE    the learner, at the end or at ctrl-C
    --state DIR    keeps all of it there while it learns, and goes on from there when run again, whatever ended it
    --checkpoint-every N    samples from checkpoint to checkpoint; 10000
    --serve PORT   a page to watch it learn
    --id COLUMN, --at COLUMN, --drop A,B    what is no feature: ids; times; left out

  eddy predict MODEL QUESTIONS    a line for each row; MODEL is a saved learner or ws://HOST:PORT
    --json         with probabilities
    --model NAME   of those at an address; default: the first
    --token TOKEN  where one is wanted
    --wait SECONDS until a model must have come from an address; 5

  eddy inspect FILE    what is in a snapshot or a checkpoint, of a state folder in its newest; checked against its hash
    --json             as one JSON object

  eddy watch ws://HOST:PORT    a subscriber in the terminal: a line for each version of a model
    --model NAME       which; default: the first
    --token TOKEN      where one is wanted
    --json             one JSON object a line

  eddy --help, eddy --version
`

/** Dispatches to a command; the exit code: 0 done, 1 failed, 2 wrong usage. */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === 'help' || args.some((arg) => arg === '--help' || arg === '-h')) {
    terminal.stdout.write(HELP)
    return 0
  }
  if (name === '--version' || name === '-v') {
    terminal.stdout.write(`${version()}\n`)
    return 0
  }
  try {
    return await commandNamed(name)(rest, terminal)
  } catch (error) {
    const usage = error instanceof UsageError
    terminal.stderr.write(`eddy: ${error instanceof Error ? error.message : String(error)}\n`)
    return usage ? 2 : 1
  }
}

function commandNamed(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return command
  const what = name.startsWith('-') ? 'flag' : 'command'
  const hint = didYouMean(name, Object.keys(COMMANDS)) || '. eddy --help lists what there is'
  throw new UsageError(`unknown ${what} '${name}'${hint}`)
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}

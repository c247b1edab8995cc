import { fromCsv } from '../../sources/csv/fromCsv.js'
import { fromNdjson } from '../../sources/ndjson/fromNdjson.js'
import type { Command } from '../command.js'
import type { Called } from '../flags/parseCommand.js'
import type { Terminal } from '../terminal/terminal.js'
import { type Answer, answerOf } from './answer.js'

/** `eddy predict MODEL QUESTIONS`: a line for each question; MODEL is a file, or the address of a trainer. */
export const predictCommand: Command = {
  form: {
    name: 'predict',
    words: ['MODEL', 'QUESTIONS'],
    summary: 'Prints a line for each row; MODEL is a saved learner, a state folder, or ws://HOST:PORT.',
    flags: {
      json: { help: 'with probabilities, one JSON object a line' },
      model: { value: 'NAME', help: 'which model at an address; default: the first' },
      token: { value: 'TOKEN', help: 'where the server wants one' },
      wait: { value: 'SECONDS', help: 'until a model must have come from an address; 5' },
    },
  },
  run: predict,
}

async function predict(
  { words: [model = '', questions = ''], flags }: Called,
  { stdout, stderr }: Terminal,
): Promise<number> {
  const answer = await answerOf(model, flags)
  const json = flags.has('json')
  const source = /\.(ndjson|jsonl)(\.gz)?$/i.test(questions) ? fromNdjson(questions) : fromCsv(questions)
  source.rejected$.subscribe(({ line, reason }) => stderr.line(`line ${line}: ${reason}`))
  let failed = 0
  await source.forEach(({ x }) => {
    try {
      if (json) stdout.json(objectOf(answer(x)))
      else stdout.line(textOf(answer(x)))
    } catch (error) {
      failed += 1
      stderr.line(`question ${source.position.rows}: ${(error as Error).message}`)
    }
  })
  return failed + source.rejected > 0 ? 1 : 0
}

function textOf(answer: ReturnType<Answer>): string {
  if (!('task' in answer)) return Array.from(answer).join(',')
  return String(answer.task === 'regression' ? answer.value : answer.label)
}

function objectOf(answer: ReturnType<Answer>): object {
  if (!('task' in answer)) return { values: Array.from(answer) }
  if (answer.task === 'regression') return { value: answer.value }
  const { label, probabilities, classes } = answer
  return { label, probabilities: Object.fromEntries(classes.map((name, k) => [String(name), probabilities[k]])) }
}

import type { Prediction } from '../evaluation/prediction.js'
import type { Features } from '../features/sample.js'
import { createPredictor } from '../snapshots/predictor.js'
import { loadSnapshot } from '../snapshots/files/snapshotFile.js'
import { fromCsv } from '../sources/csv/fromCsv.js'
import { fromNdjson } from '../sources/ndjson/fromNdjson.js'
import { firstModel } from './firstModel.js'
import type { Terminal } from './terminal.js'
import { numberOption, type OptionValues, parseWords, UsageError } from './usage.js'

type Answer = (x: Features) => Prediction | Float32Array | Float64Array

/** Seconds until a trainer must have sent a model. */
const WAIT_S = 5

/** `eddy predict MODEL QUESTIONS`: a line for each question; MODEL is a file, or the address of a trainer. */
export async function predict(args: readonly string[], { stdout, stderr }: Terminal): Promise<number> {
  const { words, values } = parseWords(args, {
    json: { type: 'boolean' },
    model: { type: 'string' },
    token: { type: 'string' },
    wait: { type: 'string' },
  })
  const [model, questions, ...more] = words
  if (model === undefined || questions === undefined) throw new UsageError('eddy predict MODEL QUESTIONS')
  if (more[0] !== undefined) throw new UsageError(`unexpected '${more[0]}'`)
  const answer = await answerOf(model, values)
  const json = values['json'] === true
  const source = /\.(ndjson|jsonl)(\.gz)?$/i.test(questions) ? fromNdjson(questions) : fromCsv(questions)
  source.rejected$.subscribe(({ line, reason }) => stderr.write(`line ${line}: ${reason}\n`))
  let failed = 0
  await new Promise<void>((resolve, reject) => {
    source.subscribe({
      next: ({ x }) => {
        try {
          stdout.write(`${shown(answer(x), json)}\n`)
        } catch (error) {
          failed += 1
          stderr.write(`question ${source.position.rows}: ${(error as Error).message}\n`)
        }
      },
      error: reject,
      complete: resolve,
    })
  })
  return failed + source.rejected > 0 ? 1 : 0
}

async function answerOf(model: string, values: OptionValues): Promise<Answer> {
  if (/^(wss?|https?):/.test(model)) {
    const { model: name, token } = values
    const waitS = numberOption(values, 'wait', 'seconds above 0', (seconds) => seconds > 0 && seconds <= 86_400)
    const options = {
      ...(typeof name === 'string' ? { model: name } : {}),
      ...(typeof token === 'string' ? { token } : {}),
    }
    const newest = await firstModel(model, options, waitS ?? WAIT_S)
    return (x) => newest.predict(x)
  }
  for (const flag of ['model', 'token', 'wait']) {
    if (values[flag] !== undefined) throw new UsageError(`--${flag} is for a trainer's address, got the file ${model}`)
  }
  const { columns } = await loadSnapshot(model)
  const predictor = createPredictor(columns)
  return (x) => predictor.predict(x)
}

function shown(answer: ReturnType<Answer>, json: boolean): string {
  if (!('task' in answer)) return json ? JSON.stringify({ values: Array.from(answer) }) : Array.from(answer).join(',')
  if (answer.task === 'regression') return json ? JSON.stringify({ value: answer.value }) : String(answer.value)
  const { label, probabilities, classes } = answer
  if (!json) return String(label)
  const named = Object.fromEntries(classes.map((name, k) => [String(name), probabilities[k]]))
  return JSON.stringify({ label, probabilities: named })
}

import { firstValueFrom } from 'rxjs'
import { subscribeToModel } from '../broadcast/client/subscribeToModel.js'
import type { Prediction } from '../evaluation/prediction.js'
import type { Features } from '../features/sample.js'
import { createPredictor } from '../snapshots/predictor.js'
import { loadSnapshot } from '../snapshots/files/snapshotFile.js'
import { fromCsv } from '../sources/csv/fromCsv.js'
import { fromNdjson } from '../sources/ndjson/fromNdjson.js'
import type { Terminal } from './terminal.js'
import { parseWords, UsageError } from './usage.js'

type Answer = (x: Features) => Prediction | Float32Array | Float64Array

/** `eddy predict MODEL QUESTIONS`: a line for each question; MODEL is a file, or the address of a trainer. */
export async function predict(args: readonly string[], { stdout, stderr }: Terminal): Promise<number> {
  const { words, values } = parseWords(args, { json: { type: 'boolean' }, token: { type: 'string' } })
  const [model, questions, ...more] = words
  if (model === undefined || questions === undefined) throw new UsageError('eddy predict MODEL QUESTIONS')
  if (more[0] !== undefined) throw new UsageError(`unexpected '${more[0]}'`)
  const token = typeof values['token'] === 'string' ? values['token'] : undefined
  const answer = await answerOf(model, token)
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

async function answerOf(model: string, token: string | undefined): Promise<Answer> {
  if (/^(wss?|https?):/.test(model)) {
    const subscribed$ = subscribeToModel(model, token === undefined ? {} : { token })
    const newest = await firstValueFrom(subscribed$)
    return (x) => newest.predict(x)
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

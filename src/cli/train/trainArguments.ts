import type { Metric } from '../../evaluation/metrics/metric.js'
import type { Task } from '../../evaluation/prediction.js'
import { inputName } from '../input/tableInput.js'
import { UsageError, usageOf } from '../flags/commandForm.js'
import type { Called } from '../flags/parseCommand.js'
import { checkMetrics, metricsNamed } from './namedMetrics.js'
import { namesCommas, type ReadingOptions, readingOptions } from './tableFlags.js'
import { trainForm } from './trainForm.js'

export interface TrainArguments {
  /** As it was given, and as messages call it. */
  readonly input: string
  readonly name: string
  readonly target: string
  readonly task: Task | undefined
  /** Empty: those of the task. */
  readonly metrics: readonly Metric[]
  readonly json: boolean
  readonly seed: number
  /** How the table is read. */
  readonly reading: ReadingOptions
  /** The same by the columns of the table; undefined where they would change nothing. */
  readonly readingBy: ((columns: readonly string[]) => ReadingOptions) | undefined
  readonly save: string | undefined
  readonly state: string | undefined
  readonly checkpointEvery: number
  readonly serve: number | undefined
}

const CHECKPOINT_EVERY = 10_000

/** @throws {UsageError} */
export function trainArguments({ words: [input = ''], flags }: Called): TrainArguments {
  const target = flags.text('target')
  if (target === undefined) throw new UsageError(`what is to be predicted? ${usageOf(trainForm)}`)
  const [task, state] = [flags.choice('task', ['classification', 'regression']), flags.text('state')]
  const checkpointEvery = flags.count('checkpoint-every', 'a number of samples', 1)
  if (checkpointEvery !== undefined && state === undefined) {
    throw new UsageError('--checkpoint-every is for --state DIR, which was not given')
  }
  const metrics = metricsNamed(flags.names('metrics'))
  if (task !== undefined) checkMetrics(metrics, task)
  return {
    input,
    name: inputName(input),
    target,
    task,
    metrics,
    json: flags.has('json'),
    seed: flags.seed('seed') ?? 0,
    reading: readingOptions(flags, target),
    readingBy: namesCommas(flags) ? (columns) => readingOptions(flags, target, columns) : undefined,
    save: flags.text('save'),
    state,
    checkpointEvery: checkpointEvery ?? CHECKPOINT_EVERY,
    serve: flags.port('serve'),
  }
}

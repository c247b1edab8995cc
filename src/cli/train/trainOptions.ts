import { numberOption, type OptionValues, parseSubject, UsageError } from '../usage.js'

export interface TrainArguments {
  readonly input: string
  readonly target: string
  readonly task: 'classification' | 'regression' | undefined
  readonly json: boolean
  readonly seed: number
  readonly id: string | undefined
  readonly at: string | undefined
  readonly drop: readonly string[]
  readonly save: string | undefined
  readonly state: string | undefined
  readonly checkpointEvery: number
  readonly serve: number | undefined
}

const forms = {
  target: { type: 'string' },
  task: { type: 'string' },
  json: { type: 'boolean' },
  seed: { type: 'string' },
  id: { type: 'string' },
  at: { type: 'string' },
  drop: { type: 'string' },
  save: { type: 'string' },
  state: { type: 'string' },
  'checkpoint-every': { type: 'string' },
  serve: { type: 'string' },
} as const

const textOf = (values: OptionValues, name: string): string | undefined => {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

const isPositive = (value: number): boolean => isCount(value) && value > 0

/** @throws {UsageError} */
export function trainArguments(args: readonly string[]): TrainArguments {
  const { subject, values } = parseSubject(args, 'file', forms)
  const target = textOf(values, 'target')
  if (target === undefined) throw new UsageError('what is to be predicted? eddy train FILE --target COLUMN')
  const task = textOf(values, 'task')
  if (task !== undefined && task !== 'classification' && task !== 'regression') {
    throw new UsageError(`--task wants classification or regression, got '${task}'`)
  }
  return {
    input: subject,
    target,
    task,
    json: values['json'] === true,
    seed: numberOption(values, 'seed', 'a whole number of 0 or more', isCount) ?? 0,
    id: textOf(values, 'id'),
    at: textOf(values, 'at'),
    drop: (textOf(values, 'drop') ?? '').split(',').filter((name) => name !== ''),
    save: textOf(values, 'save'),
    state: textOf(values, 'state'),
    checkpointEvery: numberOption(values, 'checkpoint-every', 'a number of samples', isPositive) ?? 10_000,
    serve: numberOption(values, 'serve', 'a port from 0 to 65535', (port) => isCount(port) && port < 65_536),
  }
}

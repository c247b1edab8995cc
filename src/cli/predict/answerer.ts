import type { Prediction } from '../../evaluation/prediction.js'
import { loadSnapshot } from '../../snapshots/files/snapshotFile.js'
import { createPredictor, type Predictor } from '../../snapshots/predictor.js'
import { UsageError } from '../flags/commandForm.js'
import type { Flags } from '../flags/flags.js'
import { knownReading, type TableKnowledge } from './tableKnowledge.js'
import { firstModel } from './firstModel.js'

export type Answer = Prediction | Float32Array | Float64Array

/** Seconds until a trainer must have sent a model. */
const WAIT_S = 5

/** What answers questions, and how it was taught to read them. */
export interface Answerer {
  readonly predictor: Predictor
  readonly knowledge: TableKnowledge
}

/** A file, a state folder, or the newest version at an address. */
export async function answererOf(model: string, flags: Flags): Promise<Answerer> {
  const waitS = flags.number('wait', 'seconds above 0', (seconds) => seconds > 0 && seconds <= 86_400) ?? WAIT_S
  if (/^(wss?|https?):/.test(model)) {
    const [name, token] = [flags.text('model'), flags.text('token')]
    const options = { ...(name === undefined ? {} : { model: name }), ...(token === undefined ? {} : { token }) }
    const { columns, about } = await firstModel(model, options, waitS)
    const predictor = createPredictor(columns)
    return { predictor, knowledge: knownReading(predictor, { about, columns }) }
  }
  for (const flag of ['model', 'token', 'wait']) {
    if (flags.has(flag)) throw new UsageError(`--${flag} is for a trainer's address, got the file ${model}`)
  }
  const snapshot = await loadSnapshot(model)
  const predictor = createPredictor(snapshot)
  return { predictor, knowledge: knownReading(predictor, snapshot) }
}

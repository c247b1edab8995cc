import type { Prediction } from '../../evaluation/prediction.js'
import type { Features } from '../../features/sample.js'
import { loadSnapshot } from '../../snapshots/files/snapshotFile.js'
import { createPredictor } from '../../snapshots/predictor.js'
import { UsageError } from '../flags/commandForm.js'
import type { Flags } from '../flags/flags.js'
import { firstModel } from './firstModel.js'

export type Answer = (x: Features) => Prediction | Float32Array | Float64Array

/** Seconds until a trainer must have sent a model. */
const WAIT_S = 5

/** What answers questions: a file, a state folder, or the newest version at an address. */
export async function answerOf(model: string, flags: Flags): Promise<Answer> {
  const waitS = flags.number('wait', 'seconds above 0', (seconds) => seconds > 0 && seconds <= 86_400) ?? WAIT_S
  if (/^(wss?|https?):/.test(model)) {
    const [name, token] = [flags.text('model'), flags.text('token')]
    const options = { ...(name === undefined ? {} : { model: name }), ...(token === undefined ? {} : { token }) }
    const newest = await firstModel(model, options, waitS)
    return (x) => newest.predict(x)
  }
  for (const flag of ['model', 'token', 'wait']) {
    if (flags.has(flag)) throw new UsageError(`--${flag} is for a trainer's address, got the file ${model}`)
  }
  const { columns } = await loadSnapshot(model)
  const predictor = createPredictor(columns)
  return (x) => predictor.predict(x)
}

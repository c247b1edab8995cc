import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'

/** How far a step has come: the last of the four operators that it went through. */
export type StepStage = 'forward' | 'loss' | 'backward' | 'update'

/** `joined`: it went into the step of a further model. `setAside`: it was rejected. */
export type StepState = StepStage | 'joined' | 'setAside'

const order: readonly StepStage[] = ['forward', 'loss', 'backward', 'update']
const call: Readonly<Record<StepStage, string>> = {
  forward: 'forward(model)',
  loss: 'loss(...)',
  backward: 'backward()',
  update: 'update(...)',
}

/** What is wrong with a value that came to an operator in place of a step of stage `wanted`. */
export function noStep(operator: string, wanted: StepStage, value: unknown): EddyError {
  const before = order.slice(0, order.indexOf(wanted) + 1).map((stage) => call[stage])
  return new EddyError(
    'ERR_STAGE',
    `${operator}: expected a step, got ${describeValue(value)}. Put ${before.join(', ')} before it`,
  )
}

/** What is wrong with a step that came to an operator in `state` where `wanted` is needed. */
export function wrongStage(operator: string, wanted: StepStage, state: StepState): EddyError {
  return new EddyError('ERR_STAGE', `${operator}: ${reason(operator, wanted, state)}. No weight was moved`)
}

/** What is wrong with asking a step in `state` for its gradients. */
export function noGradients(asked: string, state: StepState): EddyError {
  const where = state === 'joined' || state === 'setAside' ? 'was given up' : `comes from ${call[state]}`
  return new EddyError(
    'ERR_STAGE',
    `${asked}: gradients are there between backward() and update(...), and this step ${where}`,
  )
}

function reason(operator: string, wanted: StepStage, state: StepState): string {
  if (state === 'setAside') return 'this step was set aside before. Send its sample through forward(model) again'
  if (state === 'joined') {
    return 'this step went into the step of a further model. Use that one; for several models on one output name them: forward({ a, b })'
  }
  const [is, needed] = [order.indexOf(state), order.indexOf(wanted)]
  if (is < needed) {
    const missing = order.slice(is + 1, needed + 1).map((stage) => call[stage])
    return `this step comes from ${call[state]}. Put ${missing.join(' and ')} before it`
  }
  return `expected a step from ${call[wanted]}, got one that went through ${call[state]} already. A step is used once: leave out the second ${operator}, and where a stream is shared, share the samples before forward(model)`
}

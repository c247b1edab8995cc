import type { OperatorFunction } from 'rxjs'
import { mapPresent } from '../mapPresent.js'
import { Step, type StepPart } from './step.js'
import type { TrainingSample } from './trainingSample.js'

/**
 * Runs back from the loss: the gradients of all parameters, of every model of the step, last first (the gradient at a
 * model's input is the gradient at the output of the one before). The gradients of several heads add up. Changes no weight.
 *
 * @throws {EddyError} ERR_STAGE, as an error of the stream, for a step that doesn't come from `loss`
 */
export function backward<S extends TrainingSample = TrainingSample>(): OperatorFunction<
  Step<S, 'loss'>,
  Step<S, 'backward'>
> {
  return mapPresent(() => (value) => {
    const step = Step.at<S>('loss', 'backward', value)
    const lost = step.lost()
    if (lost) return step.reject(lost)
    const { parts } = step
    let at = parts.length - 1
    for (; parts[at]?.head !== undefined; at--) parts[at]?.pass.backward()
    if (at < parts.length - 1) parts[at]?.pass.setCotangent(sumOfInputGradients(parts.slice(at + 1)))
    for (; at >= 0; at--) {
      const part = parts[at]
      part?.pass.backward()
      if (at > 0 && part) parts[at - 1]?.pass.setCotangent(part.pass.inputGradient())
    }
    return step.reached('backward')
  })
}

function sumOfInputGradients([first, ...more]: readonly StepPart[]): Float32Array | Float64Array {
  const sum = first?.pass.inputGradient() ?? new Float32Array(0)
  for (const { pass } of more) {
    const gradient = pass.inputGradient()
    for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (gradient[at] ?? 0)
  }
  return sum
}

import type { MonoTypeOperatorFunction } from 'rxjs'
import { mapPresent } from './mapPresent.js'
import type { Step, TrainingSample } from './step.js'

/**
 * Runs back from the loss: the gradients of all parameters, of every model of the step, last first (the gradient at a
 * model's input is the gradient at the output of the one before). Changes no weight.
 */
export function backward<S extends TrainingSample = TrainingSample>(): MonoTypeOperatorFunction<Step<S>> {
  return mapPresent(() => (step) => {
    for (let at = step.stages.length - 1; at >= 0; at--) {
      const stage = step.stages[at]
      stage?.pass.backward()
      if (at > 0 && stage) step.stages[at - 1]?.pass.setCotangent(stage.pass.inputGradient())
    }
    return step
  })
}

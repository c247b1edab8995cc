import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Rule } from '../autodiff/rule.js'
import type { Model } from '../layers/model.js'
import { type Fault, isFault } from '../layers/rejection.js'
import { mapPresent } from './mapPresent.js'
import type { Step } from './step.js'

export interface UpdateOptions {
  /** The models that learn; the others of the step stay frozen. Default: all. */
  readonly only?: readonly Model[]
}

/**
 * Takes one step of the optimizer in every model of the record (or in `only` some). The optimizer's state belongs to the
 * model: subscribing again goes on with it. A gradient that is not finite never reaches the weights: the sample is set aside.
 */
export function update(
  optimizer: { readonly rules: readonly Rule[] },
  { only }: UpdateOptions = {},
): MonoTypeOperatorFunction<Step> {
  return mapPresent(() => {
    const attached = new Map<Model, number>()
    return (step) => {
      let fault: Fault | undefined
      for (const { model, pass } of step.stages) {
        if (only && !only.includes(model)) {
          pass.release()
          continue
        }
        let index = attached.get(model)
        if (index === undefined) attached.set(model, (index = pass.attachRules(optimizer.rules)))
        const result = pass.update(index)
        if (isFault(result)) fault = result
        else step.step = ++model.steps
      }
      return fault ? step.reject(fault) : step
    }
  })
}

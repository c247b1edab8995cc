import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Model } from '../layers/model/model.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { mapPresent } from './mapPresent.js'
import type { Step, TrainingSample } from './step.js'

export interface UpdateOptions {
  /** The models that learn; the others of the step stay frozen. Default: all. */
  readonly only?: readonly Model[]
}

/**
 * Takes one step of the optimizer in every model of the record (or in `only` some), in all of them or in none. The
 * optimizer's state belongs to the model: subscribing again goes on with it. A gradient that is not finite never reaches
 * a weight: the sample is set aside.
 */
export function update<S extends TrainingSample = TrainingSample>(
  optimizer: Optimizer,
  { only }: UpdateOptions = {},
): MonoTypeOperatorFunction<Step<S>> {
  const frozen = (model: Model): boolean => only !== undefined && !only.includes(model)
  return mapPresent(() => {
    const attached = new Map<Model, number>()
    const attach = (model: Model): number => {
      const known = attached.get(model)
      if (known !== undefined) return known
      const index = model.attachRules(optimizer.rules)
      attached.set(model, index)
      return index
    }
    return (step) => {
      const { stages } = step
      // One model checks its own step; several take the step together or not at all.
      if (stages.length > 1) {
        for (const { model, pass } of stages) {
          const fault = frozen(model) ? undefined : pass.faultAhead(attach(model))
          if (fault) return step.reject(fault)
        }
      }
      for (const { model, pass } of stages) {
        if (frozen(model)) {
          pass.release()
          continue
        }
        const fault = pass.update(attach(model))
        if (fault) return step.reject(fault)
        step.step = ++model.steps
      }
      return step
    }
  })
}

import type { MonoTypeOperatorFunction } from 'rxjs'
import type { Model } from '../layers/model/model.js'
import type { PassLoss } from '../layers/model/pass.js'
import { Fault, isFault } from '../rejection.js'
import { mapPresent } from './mapPresent.js'
import type { Step, TrainingSample } from './step.js'

export interface LossOptions {
  /** How a batch's losses and gradients become one: their mean (default), or their sum as in the sweeps of 1986. */
  readonly reduction?: 'mean' | 'sum'
}

/**
 * Compares the output with the sample's target: sets `loss`, and the gradient at the output, times the sample's weight.
 * A sample without a fitting target is set aside.
 */
export function loss<S extends TrainingSample = TrainingSample>(
  loss: PassLoss,
  { reduction = 'mean' }: LossOptions = {},
): MonoTypeOperatorFunction<Step<S>> {
  return mapPresent(() => {
    const attached = new Map<Model, number>()
    return (step) => {
      const { last } = step
      if (!last) return undefined
      let index = attached.get(last.model)
      if (index === undefined) attached.set(last.model, (index = last.model.attachLoss(loss)))
      const total = compute(step, loss, index, reduction)
      if (isFault(total)) return step.reject(total)
      step.loss = total
      return step
    }
  })
}

function compute(step: Step, loss: PassLoss, index: number, reduction: 'mean' | 'sum'): number | Fault {
  const pass = step.last?.pass
  if (!pass) return Number.NaN
  const share = reduction === 'mean' ? 1 / step.samples.length : 1
  for (let at = 0; at < step.samples.length; at++) {
    const sample = step.samples[at]
    if (sample?.y === undefined) return new Fault('ERR_TARGET_MISSING', 'expected a target y, got none', at)
    const fault =
      pass.writeTarget(index, loss.target, sample.y, at) ?? pass.writeWeight(index, (sample.weight ?? 1) * share, at)
    if (fault) return new Fault(fault.code, fault.reason, step.samples.length > 1 ? at : fault.index)
  }
  const total = pass.runLoss(index)
  return isFault(total) ? total : total * share
}

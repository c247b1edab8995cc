import type { MonoTypeOperatorFunction } from 'rxjs'
import type { LossHandle } from '../autodiff/running/attached.js'
import type { Model } from '../layers/model/model.js'
import type { Loss } from '../losses/loss.js'
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
  loss: Loss,
  { reduction = 'mean' }: LossOptions = {},
): MonoTypeOperatorFunction<Step<S>> {
  return mapPresent(() => {
    const attached = new Map<Model, LossHandle>()
    return (step) => {
      const { last } = step
      if (!last) return undefined
      let handle = attached.get(last.model)
      if (!handle) attached.set(last.model, (handle = last.model.attachLoss(loss)))
      const total = compute(step, handle, reduction)
      if (isFault(total)) return step.reject(total)
      step.loss = total
      return step
    }
  })
}

function compute(step: Step, loss: LossHandle, reduction: 'mean' | 'sum'): number | Fault {
  const pass = step.last?.pass
  if (!pass) return Number.NaN
  const share = reduction === 'mean' ? 1 / step.samples.length : 1
  for (let at = 0; at < step.samples.length; at++) {
    const sample = step.samples[at]
    if (sample?.y === undefined) return new Fault('ERR_TARGET_MISSING', 'expected a target y, got none', at)
    const fault = pass.writeTarget(loss, sample.y, at) ?? pass.writeWeight(loss, (sample.weight ?? 1) * share, at)
    if (fault) return new Fault(fault.code, fault.reason, step.samples.length > 1 ? at : fault.index)
  }
  const total = pass.runLoss(loss)
  return isFault(total) ? total : total * share
}

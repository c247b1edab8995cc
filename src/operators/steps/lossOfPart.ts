import type { LossHandle } from '../../autodiff/running/attached.js'
import type { ModelTarget } from '../../layers/model/pass.js'
import { describeValue } from '../../describeValue.js'
import { Fault, isFault } from '../../rejection.js'
import { unreadable } from '../../unreadable.js'
import type { StepPart } from './step.js'
import type { TrainingSample } from './trainingSample.js'

export interface LossShares {
  /** What each sample of a batch counts. */
  readonly share: number
  /** What its head counts; 1 without heads. */
  readonly weight: number
}

/**
 * Runs the loss of one model of a step, or of one head: its gradient is multiplied by the weights of sample and head.
 *
 * @returns the loss without the head's weight; or what was wrong with a target or a weight
 */
export function lossOfPart(
  samples: readonly TrainingSample[],
  { pass, head }: StepPart,
  loss: LossHandle,
  { share, weight }: LossShares,
): number | Fault {
  for (let at = 0; at < samples.length; at++) {
    const sample = samples[at]
    let y: ModelTarget | undefined
    let own: number | undefined
    try {
      y = targetOf(sample, head)
      own = sample?.weight
    } catch (error) {
      const { code, reason } = unreadable(error)
      return new Fault(code, reason, samples.length > 1 ? at : undefined)
    }
    const fault =
      labelFault(y, own, head, at) ??
      pass.writeTarget(loss, y as ModelTarget, at) ??
      pass.writeWeight(loss, (own ?? 1) * (weight * share), at)
    if (fault) return new Fault(fault.code, fault.reason, samples.length > 1 ? at : fault.index)
  }
  const total = pass.runLoss(loss)
  return isFault(total) ? total : total * share
}

/** What is wrong with a target that isn't there, or a weight that is no number. */
function labelFault(y: unknown, weight: unknown, head: string | undefined, at: number): Fault | undefined {
  if (weight !== undefined && weight !== null && typeof weight !== 'number')
    return new Fault('ERR_WEIGHT', `expected a finite weight >= 0, got ${describeValue(weight)}`, at)
  if (y !== undefined && y !== null) return undefined
  return new Fault('ERR_TARGET_MISSING', `expected a target ${head === undefined ? 'y' : `y.${head}`}, got none`, at)
}

function targetOf(sample: TrainingSample | undefined, head: string | undefined): ModelTarget | undefined {
  if (head === undefined) return sample?.y as ModelTarget | undefined
  const targets = sample?.y as Readonly<Record<string, ModelTarget>> | null | undefined
  return typeof targets === 'object' && targets !== null && Object.hasOwn(targets, head) ? targets[head] : undefined
}

import type { OperatorFunction } from 'rxjs'
import type { LossHandle } from '../../autodiff/running/attached.js'
import { isLoss, type Loss } from '../../losses/loss.js'
import { checkOption, checkOptions, custom, madeBy, notNegative, oneOf, required, type TableOf } from '../../options.js'
import { isFault } from '../../rejection.js'
import { mapPresent } from '../mapPresent.js'
import type { StreamedModel } from '../model.js'
import { lossOfHeads } from './lossOfHeads.js'
import { lossOfPart } from './lossOfPart.js'
import { Step } from './step.js'
import type { TrainingSample } from './trainingSample.js'

export interface LossOptions {
  /** How a batch's losses and gradients become one: their mean (default), or their sum as in the sweeps of 1986. */
  readonly reduction?: 'mean' | 'sum'
}

export interface HeadLossOptions extends LossOptions {
  /** How much the loss of a head counts, by its name: finite, 0 or more; default 1. */
  readonly weights?: Readonly<Record<string, number>>
}

/**
 * Compares the output with the sample's target: sets `loss`, and the gradient at the output, times the sample's weight.
 * A sample without a fitting target is set aside.
 *
 * @throws {EddyError} ERR_OPTION; as errors of the stream: ERR_STAGE for a step that doesn't come from `forward`, ERR_LOSS for a
 *   loss that can't be traced onto the model
 */
export function loss<S extends TrainingSample = TrainingSample>(
  loss: Loss,
  options?: LossOptions,
): OperatorFunction<Step<S, 'forward'>, Step<S, 'loss'>>
/**
 * Compares the output of each head with the sample's target for it, y: { kind: 2, size: 0.4 }. Sets `losses`, and `loss` to
 * their sum, each times its weight. A sample that lacks one of the targets is set aside.
 */
export function loss<S extends TrainingSample = TrainingSample>(
  losses: Readonly<Record<string, Loss>>,
  options?: HeadLossOptions,
): OperatorFunction<Step<S, 'forward'>, Step<S, 'loss'>>
export function loss<S extends TrainingSample = TrainingSample>(
  losses: Loss | Readonly<Record<string, Loss>>,
  options: HeadLossOptions = {},
): OperatorFunction<Step<S, 'forward'>, Step<S, 'loss'>> {
  checkOption('loss', 'loss', losses, required(lossOrLosses))
  checkOptions('loss', options, table)
  const { reduction = 'mean', weights = {} } = options
  const only = isLoss(losses) ? losses : undefined
  return mapPresent(() => {
    const attached = new Map<StreamedModel, LossHandle>()
    const attach = (model: StreamedModel, loss: Loss): LossHandle => {
      let handle = attached.get(model)
      if (!handle) attached.set(model, (handle = model.attachLoss(loss)))
      return handle
    }
    return (value) => {
      const step = Step.at<S>('forward', 'loss', value)
      const lost = step.lost()
      if (lost) return step.reject(lost)
      const { last, samples } = step
      if (!last) return undefined
      const share = reduction === 'mean' ? 1 / samples.length : 1
      const total =
        only && last.head === undefined
          ? lossOfPart(samples, last, attach(last.model, only), { share, weight: 1 })
          : lossOfHeads(step, losses, { weights, share, attach })
      if (isFault(total)) return step.reject(total)
      step.loss = total
      return step.reached('loss')
    }
  })
}

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const lossOrLosses = madeBy('a loss, or one for each head', 'squaredError()', (value) => {
  if (isLoss(value)) return true
  const losses = isRecord(value) ? Object.values(value) : []
  return losses.length > 0 && losses.every(isLoss)
})

const table: TableOf<HeadLossOptions> = {
  reduction: oneOf(['mean', 'sum']),
  weights: custom(
    'an object with a finite number of at least 0 for each head',
    (value) => isRecord(value) && Object.values(value).every(notNegative.holds),
  ),
}

import type { Tensor } from '../autodiff/tracing/trace.js'
import { checkOptions, positive, type TableOf } from '../options.js'
import type { Loss, LossTrace } from './loss.js'

export interface HuberOptions {
  /** Where it turns linear, in units of the target; > 0, default 1. */
  readonly delta?: number
}

const table: TableOf<HuberOptions> = { delta: positive }

/** mean of e^2/2 within `delta`, delta (|e| - delta/2) beyond. */
export function traceHuber({ prediction, target, op }: LossTrace, delta: number): Tensor {
  const error = op.sub(prediction, target)
  const size = op.abs(error)
  const linear = op.mul(op.sub(size, delta / 2), delta)
  return op.mean(op.select(op.greater(size, delta), linear, op.mul(op.square(error), 0.5)))
}

/**
 * Quadratic within `delta` of the target, linear beyond it: one wild target moves the weights no further than delta/n.
 *
 * @throws {EddyError} ERR_OPTION if `delta` is not a positive finite number
 * @see Huber, "Robust Estimation of a Location Parameter", 1964
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions('huber', options, table)
  const { delta = 1 } = options
  return { name: 'huber', settings: { delta }, target: 'values', trace: (trace) => traceHuber(trace, delta) }
}

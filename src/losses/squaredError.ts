import { checkOptions, custom, oneOf, type TableOf } from '../options.js'
import type { Loss, LossTrace } from './loss.js'
import type { Tensor } from '../autodiff/tracing/trace.js'

export interface SquaredErrorOptions {
  /** `half`: 1/2 sum (y-d)^2, gradient y - d. `mean`: mean (y-d)^2, gradient 2(y-d)/n. Default half. */
  readonly reduction?: 'half' | 'mean'
  /** [low, high]: an output above `high` for a target 1, or below `low` for a target 0, counts as right. */
  readonly deadZone?: readonly [low: number, high: number]
}

const table: TableOf<SquaredErrorOptions> = {
  reduction: oneOf(['half', 'mean']),
  deadZone: custom('[low, high], two finite numbers in order', (value) => {
    const [low, high, ...more] = Array.isArray(value) ? (value as readonly unknown[]) : []
    const numbers = Number.isFinite(low) && Number.isFinite(high) && more.length === 0
    return numbers && (low as number) <= (high as number)
  }),
}

/**
 * Squared error; by default half its sum, as in Rumelhart, Hinton and Williams 1986, so the gradient is y - d whatever the
 * number of outputs. `reduction: 'mean'` divides by it: the same learning rate then means a step 2/n as long.
 *
 * @throws {EddyError} ERR_OPTION for an unknown reduction or a dead zone that is not two numbers in order
 */
export function squaredError(options: SquaredErrorOptions = {}): Loss {
  checkOptions('squaredError', options, table)
  const { reduction = 'half', deadZone } = options
  return {
    name: 'squaredError',
    settings: { reduction, ...(deadZone && { deadZone }) },
    target: 'values',
    trace: (trace) => {
      const { op } = trace
      const squares = op.square(deadZone ? errorOutside(trace, deadZone) : op.sub(trace.prediction, trace.target))
      return reduction === 'half' ? op.mul(op.sum(squares), 0.5) : op.mean(squares)
    },
  }
}

function errorOutside({ prediction, target, op }: LossTrace, [low, high]: readonly [number, number]): Tensor {
  const right = op.select(op.greater(target, 0.5), op.greater(prediction, high), op.greater(low, prediction))
  return op.select(right, 0, op.sub(prediction, target))
}

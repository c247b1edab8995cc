import { checkOptions, fraction, required, type TableOf } from '../options.js'
import { type Optimizer, type Rate, rate, rateAt, rateScalar, rateSettings, single } from './optimizer.js'

export interface NesterovOptions {
  readonly learningRate: Rate
  /** Default 0.9. */
  readonly momentum?: number
}

const table: TableOf<NesterovOptions> = { learningRate: required(rate), momentum: fraction }

/** Nesterov's momentum: v = momentum v + g; w <- w - rate (g + momentum v). State: one number per weight. */
export function nesterov(options: NesterovOptions): Optimizer {
  checkOptions('nesterov', options, table)
  const { learningRate, momentum = 0.9 } = options
  const at = rateAt('nesterov', learningRate)
  return single('nesterov', { learningRate: rateSettings(learningRate), momentum }, (trace) => {
    const v = trace.state('velocity')
    trace.assign(v, trace.blend(v, momentum, trace.g, 1))
    return trace.mul(trace.blend(trace.g, 1, v, momentum), rateScalar(trace, at))
  })
}

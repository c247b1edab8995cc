import { traceHuber } from './huber.js'
import { checkOptions, divisor, type TableOf } from '../options.js'
import type { Loss } from './loss.js'

export interface SmoothL1Options {
  /** Where it turns linear, in units of the target; > 0, default 1. */
  readonly beta?: number
}

const table: TableOf<SmoothL1Options> = { beta: divisor }

/** Huber's loss divided by `beta`: the slope far out is 1/n whatever beta is. */
export function smoothL1(options: SmoothL1Options = {}): Loss {
  checkOptions('smoothL1', options, table)
  const { beta = 1 } = options
  return {
    name: 'smoothL1',
    settings: { beta },
    target: 'values',
    trace: (trace) => trace.op.div(traceHuber(trace, beta), beta),
  }
}

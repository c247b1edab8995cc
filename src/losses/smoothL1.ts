import { traceHuber } from './huber.js'
import { type Loss, setting } from './loss.js'

export interface SmoothL1Options {
  /** Where it turns linear, in units of the target; > 0, default 1. */
  readonly beta?: number
}

/** Huber's loss divided by `beta`: the slope far out is 1/n whatever beta is. */
export function smoothL1({ beta = 1 }: SmoothL1Options = {}): Loss {
  setting('smoothL1', 'beta', beta, 'a positive finite number', (b) => b > 0)
  return {
    name: 'smoothL1',
    settings: { beta },
    target: 'values',
    trace: (trace) => trace.op.div(traceHuber(trace, beta), beta),
  }
}

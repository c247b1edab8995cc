import { checkOptions, notNegative, required, type TableOf } from '../options.js'
import { type Optimizer, single } from './optimizer.js'

export interface L2InitOptions {
  /** 0 or more; 1e-4 to 1e-2 in the paper. */
  readonly strength: number
}

const table: TableOf<L2InitOptions> = { strength: required(notNegative) }

/**
 * Pulls every weight towards where it started: adds 2 strength (w - w0) to the gradient, the gradient of
 * strength |w - w0|^2. Weights that a stream no longer uses come back to life. Put it first:
 * `chain(l2Init({ strength: 0.01 }), sgd({ learningRate: 0.01 }))`. State: one number per weight, w0.
 * Source: Kumar, Marklund & Van Roy 2023, "Maintaining plasticity in continual learning via regenerative regularization".
 */
export function l2Init(options: L2InitOptions): Optimizer {
  checkOptions('l2Init', options, table)
  const { strength } = options
  return single('l2Init', { strength }, (trace) => {
    const away = trace.sub(trace.w, trace.state('start', 'parameters'))
    return trace.blend(trace.g, 1, away, 2 * strength)
  })
}

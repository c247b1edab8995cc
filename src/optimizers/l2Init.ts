import { notNegative, type Optimizer, single } from './optimizer.js'

/**
 * Pulls every weight towards where it started: adds 2 strength (w - w0) to the gradient, the gradient of
 * strength |w - w0|^2. Weights that a stream no longer uses come back to life. Put it first:
 * `chain(l2Init({ strength: 0.01 }), sgd({ learningRate: 0.01 }))`. State: one number per weight, w0.
 * Source: Kumar, Marklund & Van Roy 2023, "Maintaining plasticity in continual learning via regenerative regularization".
 *
 * @param options.strength 0 or more; 1e-4 to 1e-2 in the paper
 */
export function l2Init({ strength }: { readonly strength: number }): Optimizer {
  notNegative('l2Init', 'strength', strength)
  return single('l2Init', { strength }, (trace) => {
    const away = trace.sub(trace.w, trace.state('start', 'parameters'))
    return trace.blend(trace.g, 1, away, 2 * strength)
  })
}

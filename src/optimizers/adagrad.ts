import {
  fraction,
  notNegative,
  type Optimizer,
  type Rate,
  rateAt,
  rateScalar,
  rateSettings,
  single,
} from './optimizer.js'

export interface AdagradOptions {
  readonly learningRate?: Rate
  /** The rate at step t is learningRate/(1 + (t - 1) decay); default 0. */
  readonly decay?: number
  /** What the sum of squares starts from; default 0. */
  readonly start?: number
  readonly epsilon?: number
}

/** AdaGrad (Duchi, Hazan & Singer 2011): divides by the root of the sum of all squares. State: one number per weight. */
export function adagrad({
  learningRate = 0.01,
  decay = 0,
  start = 0,
  epsilon = 1e-10,
}: AdagradOptions = {}): Optimizer {
  const at = rateAt('adagrad', learningRate)
  notNegative('adagrad', 'decay', decay)
  notNegative('adagrad', 'start', start)
  notNegative('adagrad', 'epsilon', epsilon)
  return single('adagrad', { learningRate: rateSettings(learningRate), decay, start, epsilon }, (trace) => {
    const sum = trace.state('sum', start)
    trace.assign(sum, trace.blendSquare(sum, 1, trace.g, 1))
    const rate = trace.scalar('rate', (t) => at(t) / (1 + (t - 1) * decay))
    return trace.div(trace.mul(trace.g, rate), trace.add(trace.sqrt(sum), epsilon))
  })
}

/** Adadelta (Zeiler 2012): the ratio of the root mean squares of steps and gradients. State: two numbers per weight. */
export function adadelta({
  learningRate = 1,
  decay = 0.9,
  epsilon = 1e-6,
}: {
  readonly learningRate?: Rate
  readonly decay?: number
  readonly epsilon?: number
} = {}): Optimizer {
  const at = rateAt('adadelta', learningRate)
  fraction('adadelta', 'decay', decay)
  return single('adadelta', { learningRate: rateSettings(learningRate), decay, epsilon }, (trace) => {
    const v = trace.state('square')
    const u = trace.state('steps')
    trace.assign(v, trace.blendSquare(v, decay, trace.g, 1 - decay))
    const root = trace.div(trace.sqrt(trace.add(u, epsilon)), trace.sqrt(trace.add(v, epsilon)))
    const step = trace.mul(root, trace.g)
    trace.assign(u, trace.blendSquare(u, decay, step, 1 - decay))
    return trace.mul(step, rateScalar(trace, at))
  })
}

export interface FtrlOptions {
  /** Default 0.1. */
  readonly alpha?: number
  readonly beta?: number
  /** Makes weights exactly zero; default 0. */
  readonly l1?: number
  readonly l2?: number
}

/**
 * FTRL-Proximal (McMahan et al., KDD 2013): per-weight rates and exact zeros, for wide sparse linear models.
 * The weights are computed anew from the state. State: two numbers per weight.
 */
export function ftrl({ alpha = 0.1, beta = 1, l1 = 0, l2 = 0 }: FtrlOptions = {}): Optimizer {
  for (const [option, value] of Object.entries({ alpha, beta, l1, l2 })) notNegative('ftrl', option, value)
  return single('ftrl', { alpha, beta, l1, l2 }, (trace) => {
    const { g, w } = trace
    const z = trace.state('z')
    const n = trace.state('n')
    const root = trace.sqrt(n)
    trace.assign(n, trace.blendSquare(n, 1, g, 1))
    const grown = trace.sqrt(n)
    const sigma = trace.blend(grown, 1 / alpha, root, -1 / alpha)
    trace.assign(z, trace.add(z, trace.sub(g, trace.mul(sigma, w))))
    const rate = trace.blend(grown, 1 / alpha, grown, 0)
    const wanted = trace.div(trace.sub(trace.max(trace.min(z, l1), -l1), z), trace.add(rate, beta / alpha + l2))
    return trace.sub(w, wanted)
  })
}

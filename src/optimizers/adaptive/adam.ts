import type { RuleTrace, Vector } from '../../autodiff/planning/rule.js'
import { power } from '../../kernels/float64Math.js'
import { checkOptions, divisor, flag, fraction, notNegative, type TableOf } from '../../options.js'
import { type Optimizer, type Rate, chain, rate, rateAt, rateSettings, single } from '../optimizer.js'
import { weightDecay } from '../weightDecay.js'

export interface AdamOptions {
  /** Default 0.001; 0.002 for adamax and nadam, 1e-4 for lion. */
  readonly learningRate?: Rate
  /** Memory of the mean gradient; default 0.9. For one sample at a time, 0 is often better. */
  readonly beta1?: number
  /** Memory of the mean square; default 0.999, 0.99 for lion. */
  readonly beta2?: number
  /** Above 0: a weight without a gradient so far would be 0/0. Default 1e-8. */
  readonly epsilon?: number
  /** L2: adds weightDecay * w to the gradient; default 0. */
  readonly weightDecay?: number
  /** Divides by the largest mean square so far (Reddi et al. 2018); default false. */
  readonly amsgrad?: boolean
}

export type PlainAdamOptions = Omit<AdamOptions, 'amsgrad' | 'weightDecay'>

export interface Betas {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/** The options of Adam's whole family. */
export const adamTable: TableOf<AdamOptions> = {
  learningRate: rate,
  beta1: fraction,
  beta2: fraction,
  epsilon: divisor,
  weightDecay: notNegative,
  amsgrad: flag,
}

/** Those of the members that know no weight decay and no AMSGrad. */
export const plainAdamTable: TableOf<PlainAdamOptions> = {
  learningRate: rate,
  beta1: fraction,
  beta2: fraction,
  epsilon: divisor,
}

/** The two moving averages. */
export function moments(trace: RuleTrace, g: Vector, { beta1, beta2 }: Betas): { m: Vector; v: Vector } {
  const m = trace.state('mean')
  const v = trace.state('square')
  trace.assign(m, trace.blend(m, beta1, g, 1 - beta1))
  trace.assign(v, trace.blendSquare(v, beta2, g, 1 - beta2))
  return { m, v }
}

/** sqrt(v/(1 - beta2^t)) + epsilon. */
export const corrected = (trace: RuleTrace, v: Vector, { beta2, epsilon }: Betas): Vector =>
  trace.add(
    trace.sqrt(
      trace.mul(
        v,
        trace.scalar('correction', (t) => 1 / (1 - power(beta2, t))),
      ),
    ),
    epsilon,
  )

/** Adam (Kingma & Ba 2015), bias-corrected, epsilon outside the root. State: two numbers per weight, three with amsgrad. */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions('adam', options, adamTable)
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, amsgrad = false } = options
  const betas = { beta1, beta2, epsilon }
  const at = rateAt('adam', learningRate)
  const settings = { learningRate: rateSettings(learningRate), ...betas, weightDecay, amsgrad }
  return single(amsgrad ? 'adam.amsgrad' : 'adam', settings, (trace) => {
    const g = weightDecay === 0 ? trace.g : trace.blend(trace.g, 1, trace.w, weightDecay)
    const { m, v } = moments(trace, g, betas)
    let square = v
    if (amsgrad) {
      square = trace.state('largest')
      trace.assign(square, trace.max(square, v))
    }
    const unbiased = trace.scalar('rate', (t) => at(t) / (1 - power(beta1, t)))
    return trace.div(trace.mul(m, unbiased), corrected(trace, square, betas))
  })
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019): w shrinks by rate * weightDecay first. */
export function adamW(options: AdamOptions = {}): Optimizer {
  checkOptions('adamW', options, adamTable)
  const { weightDecay: decay = 0.01, ...others } = options
  return chain(adam(others), weightDecay({ learningRate: options.learningRate ?? 0.001, decay }))
}

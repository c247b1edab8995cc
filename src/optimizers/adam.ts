import type { RuleTrace, Vector } from '../autodiff/rule.js'
import { power } from '../kernels/float64Math.js'
import {
  chain,
  fraction,
  notNegative,
  type Optimizer,
  type Rate,
  rateAt,
  rateScalar,
  rateSettings,
  single,
} from './optimizer.js'

export interface AdamOptions {
  readonly learningRate?: Rate
  /** Memory of the mean gradient; default 0.9. For one sample at a time, 0 is often better. */
  readonly beta1?: number
  readonly beta2?: number
  readonly epsilon?: number
  /** L2: adds weightDecay * w to the gradient; default 0. */
  readonly weightDecay?: number
  /** Divides by the largest mean square so far (Reddi et al. 2018); default false. */
  readonly amsgrad?: boolean
}

interface Betas {
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

function checkBetas(name: string, { beta1, beta2, epsilon }: Betas): void {
  fraction(name, 'beta1', beta1)
  fraction(name, 'beta2', beta2)
  notNegative(name, 'epsilon', epsilon)
}

/** The two moving averages. */
function moments(trace: RuleTrace, g: Vector, { beta1, beta2 }: Betas): { m: Vector; v: Vector } {
  const m = trace.state('mean')
  const v = trace.state('square')
  trace.assign(m, trace.blend(m, beta1, g, 1 - beta1))
  trace.assign(v, trace.blendSquare(v, beta2, g, 1 - beta2))
  return { m, v }
}

/** sqrt(v/(1 - beta2^t)) + epsilon. */
const corrected = (trace: RuleTrace, v: Vector, { beta2, epsilon }: Betas): Vector =>
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
  const { learningRate = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, amsgrad = false } = options
  const betas = { beta1, beta2, epsilon }
  const at = rateAt('adam', learningRate)
  checkBetas('adam', betas)
  notNegative('adam', 'weightDecay', weightDecay)
  const settings = { learningRate: rateSettings(learningRate), ...betas, weightDecay, amsgrad }
  return single(amsgrad ? 'adam.amsgrad' : 'adam', settings, (trace) => {
    const g = weightDecay === 0 ? trace.g : trace.blend(trace.g, 1, trace.w, weightDecay)
    const { m, v } = moments(trace, g, betas)
    let square = v
    if (amsgrad) {
      square = trace.state('largest')
      trace.assign(square, trace.max(square, v))
    }
    const rate = trace.scalar('rate', (t) => at(t) / (1 - power(beta1, t)))
    return trace.div(trace.mul(m, rate), corrected(trace, square, betas))
  })
}

/** Adam with decoupled weight decay (Loshchilov & Hutter 2019): w shrinks by rate * weightDecay first. */
export function adamW({ weightDecay = 0.01, ...options }: AdamOptions = {}): Optimizer {
  const at = rateAt('adamW', options.learningRate ?? 0.001)
  notNegative('adamW', 'weightDecay', weightDecay)
  return chain(
    adam(options),
    single('decoupled', { weightDecay }, (trace) =>
      trace.blend(
        trace.g,
        1,
        trace.w,
        trace.scalar('decay', (t) => at(t) * weightDecay),
      ),
    ),
  )
}

/** AdaMax (Kingma & Ba 2015, section 7): the infinity norm in place of the mean square. */
export function adamax(options: Omit<AdamOptions, 'amsgrad' | 'weightDecay'> = {}): Optimizer {
  const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const at = rateAt('adamax', learningRate)
  checkBetas('adamax', { beta1, beta2, epsilon })
  return single('adamax', { learningRate: rateSettings(learningRate), beta1, beta2, epsilon }, (trace) => {
    const m = trace.state('mean')
    const u = trace.state('largest')
    trace.assign(m, trace.blend(m, beta1, trace.g, 1 - beta1))
    trace.assign(u, trace.max(trace.mul(u, beta2), trace.add(trace.abs(trace.g), epsilon)))
    return trace.div(
      trace.mul(
        m,
        trace.scalar('rate', (t) => at(t) / (1 - power(beta1, t))),
      ),
      u,
    )
  })
}

/** 0.96^0.004, the decay of NAdam's momentum schedule per step. */
const NADAM_DECAY = 0.9998367253526753

/** NAdam (Dozat 2016), with the momentum schedule of the paper. */
export function nadam(options: Omit<AdamOptions, 'amsgrad' | 'weightDecay'> = {}): Optimizer {
  const { learningRate = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  const betas = { beta1, beta2, epsilon }
  const at = rateAt('nadam', learningRate)
  checkBetas('nadam', betas)
  return single('nadam', { learningRate: rateSettings(learningRate), ...betas }, (trace) => {
    const mu = (t: number): number => beta1 * (1 - 0.5 * power(NADAM_DECAY, t))
    const product = trace.cell('product', 1)
    const { m, v } = moments(trace, trace.g, betas)
    const ofGradient = trace.scalar('ofGradient', (t) => {
      product.value *= mu(t)
      return (at(t) * (1 - mu(t))) / (1 - product.value)
    })
    const ofMean = trace.scalar('ofMean', (t) => (at(t) * mu(t + 1)) / (1 - product.value * mu(t + 1)))
    return trace.div(trace.blend(trace.g, ofGradient, m, ofMean), corrected(trace, v, betas))
  })
}

/** Lion (Chen et al. 2023): the sign of a blend of gradient and momentum, with decoupled weight decay. One number per weight. */
export function lion({
  learningRate = 1e-4,
  beta1 = 0.9,
  beta2 = 0.99,
  weightDecay = 0,
}: Pick<AdamOptions, 'learningRate' | 'beta1' | 'beta2' | 'weightDecay'> = {}): Optimizer {
  const at = rateAt('lion', learningRate)
  checkBetas('lion', { beta1, beta2, epsilon: 0 })
  return single('lion', { learningRate: rateSettings(learningRate), beta1, beta2, weightDecay }, (trace) => {
    const m = trace.state('mean')
    const direction = trace.sign(trace.blend(m, beta1, trace.g, 1 - beta1))
    trace.assign(m, trace.blend(m, beta2, trace.g, 1 - beta2))
    return trace.blend(
      direction,
      rateScalar(trace, at),
      trace.w,
      trace.scalar('decay', (t) => at(t) * weightDecay),
    )
  })
}

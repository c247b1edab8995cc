import * as eddy from '../../src/index.js'
import { flag, fraction, notNegative, nothing, positive, whole } from './junk.js'
import { type Row, withArguments, withOptions } from './row.js'

/** A number above 0, or a schedule. */
const rate = positive
const adam = { learningRate: rate, beta1: fraction, beta2: fraction, epsilon: positive }
const none = (call: Row['call']): Row => withOptions(call, {})
const max = (call: Row['call']): Row => withOptions(call, { max: notNegative }, { max: 1 })
const clips = { value: notNegative, norm: notNegative, layerNorm: notNegative }

export const trainingRows: Readonly<Record<string, Row>> = {
  absoluteError: none(eddy.absoluteError),
  binaryCrossEntropy: withOptions(eddy.binaryCrossEntropy, { positiveWeight: positive }),
  gaussianNll: none(eddy.gaussianNll),
  hinge: none(eddy.hinge),
  huber: withOptions(eddy.huber, { delta: positive }),
  logCosh: none(eddy.logCosh),
  lossFrom: withArguments(eddy.lossFrom, [[() => ({ name: 'huber', settings: {} }), nothing]]),
  poisson: none(eddy.poisson),
  quantile: withOptions(eddy.quantile, { tau: ['half'] }),
  smoothL1: withOptions(eddy.smoothL1, { beta: positive }),
  softmaxCrossEntropy: withOptions(eddy.softmaxCrossEntropy, { labelSmoothing: fraction }),
  squaredError: withOptions(eddy.squaredError, { reduction: nothing, deadZone: nothing }),
  squaredHinge: none(eddy.squaredHinge),

  adadelta: withOptions(eddy.adadelta, { learningRate: rate, decay: fraction, epsilon: positive }),
  adagrad: withOptions(eddy.adagrad, { learningRate: rate, decay: notNegative, start: notNegative, epsilon: positive }),
  adam: withOptions(eddy.adam, { ...adam, weightDecay: notNegative, amsgrad: flag }),
  adamW: withOptions(eddy.adamW, { ...adam, weightDecay: notNegative, amsgrad: flag }),
  adamax: withOptions(eddy.adamax, adam),
  chain: withArguments(eddy.chain, [[() => eddy.adam(), nothing]]),
  clip: withOptions((options: object) => eddy.clip(onlyLast(options)), clips, { norm: 1 }),
  clipByLayerNorm: max(eddy.clipByLayerNorm),
  clipByNorm: max(eddy.clipByNorm),
  clipByValue: max(eddy.clipByValue),
  continualBackprop: withOptions(eddy.continualBackprop, { rate: fraction, maturity: whole, decay: fraction }),
  ftrl: withOptions(eddy.ftrl, { alpha: positive, beta: ['half'], l1: notNegative, l2: notNegative }),
  l2Init: withOptions(eddy.l2Init, { strength: notNegative }, { strength: 1 }),
  lion: withOptions(eddy.lion, { learningRate: rate, beta1: fraction, beta2: fraction, weightDecay: notNegative }),
  nadam: withOptions(eddy.nadam, adam),
  nesterov: withOptions(eddy.nesterov, { learningRate: rate, momentum: fraction }, { learningRate: 1 }),
  optimizerFrom: withArguments(eddy.optimizerFrom, [[() => [{ name: 'adam', settings: {} }], ['array']]]),
  perturb: withOptions(eddy.perturb, { noise: notNegative }, { noise: 1 }),
  rmsprop: withOptions(eddy.rmsprop, {
    learningRate: rate,
    decay: fraction,
    epsilon: positive,
    momentum: fraction,
    centered: flag,
    biasCorrection: flag,
  }),
  sgd: withOptions(
    eddy.sgd,
    { learningRate: rate, momentum: fraction, form: nothing, dampening: fraction, weightDecay: notNegative },
    { learningRate: 1 },
  ),
  shrink: withOptions(eddy.shrink, { decay: fraction, biases: flag }, { decay: 0.1 }),
  shrinkAndPerturb: withOptions(
    eddy.shrinkAndPerturb,
    { learningRate: rate, decay: notNegative, noise: notNegative },
    { learningRate: 1, decay: 0, noise: 0 },
  ),
  stepGuard: none(eddy.stepGuard),
  weightDecay: withOptions(eddy.weightDecay, { learningRate: rate, decay: notNegative }, { learningRate: 1, decay: 0 }),

  cosineDecay: withOptions(
    eddy.cosineDecay,
    { start: positive, steps: positive, end: notNegative },
    { start: 1, steps: 1 },
  ),
  exponentialDecay: withOptions(
    eddy.exponentialDecay,
    { start: positive, factor: positive, steps: positive },
    { start: 1, factor: 1 },
  ),
  inverseTimeDecay: withOptions(eddy.inverseTimeDecay, { start: positive, steps: positive }, { start: 1, steps: 1 }),
  linearWarmup: withOptions(eddy.linearWarmup, { steps: positive, rate: notNegative }, { steps: 1, rate: 1 }),
  piecewise: withArguments(eddy.piecewise, [[() => [{ from: 1, value: 1 }], nothing]]),
  scheduleFrom: withArguments(eddy.scheduleFrom, [
    [() => ({ type: 'piecewise', pieces: [{ from: 1, value: 1 }] }), nothing],
  ]),
}

/** Clipping takes exactly one of its options: the valid one goes where another is tried. */
function onlyLast(options: object): { readonly norm: number } {
  if (typeof options !== 'object' || options === null || Object.keys(options).length < 2) return options as never
  const { norm: _, ...others } = options as { readonly norm: number }
  return others as never
}

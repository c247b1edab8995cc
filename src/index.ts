/* The public face: what runs in Node and in browsers. Node-only parts are in `eddy/node`. */

export { EddyError } from './error.js'
export type { MachineKind } from './kernels/isa.js'
export { createRandom } from './kernels/random.js'

// Models and what they are made of
export { createModel, type LayoutEntry, Model, type ModelOptions, type ModelSpec } from './layers/model.js'
export { layer, type LayerEntry, type LayerFactory, type LayerSpec } from './layers/layer.js'
export type { Initializer, LayerTrace, Ops, Tensor, Value } from './autodiff/trace.js'
export { constant, fanIn, glorotUniform, heUniform, ones, sparse, uniform, zeros } from './layers/initializers.js'
export { averagePool1d } from './layers/averagePool1d.js'
export { averagePool2d } from './layers/averagePool2d.js'
export { concatenate } from './layers/concatenate.js'
export { conv1d } from './layers/conv1d.js'
export { conv2d } from './layers/conv2d.js'
export { dense } from './layers/dense.js'
export { dropout } from './layers/dropout.js'
export { elu } from './layers/elu.js'
export { embedding } from './layers/embedding.js'
export { flatten } from './layers/flatten.js'
export { gelu } from './layers/gelu.js'
export { globalAveragePool } from './layers/globalAveragePool.js'
export { groupNorm } from './layers/groupNorm.js'
export { hardSigmoid } from './layers/hardSigmoid.js'
export { hardTanh } from './layers/hardTanh.js'
export { layerNorm } from './layers/layerNorm.js'
export { leakyRelu } from './layers/leakyRelu.js'
export { logSoftmax } from './layers/logSoftmax.js'
export { maxPool1d } from './layers/maxPool1d.js'
export { maxPool2d } from './layers/maxPool2d.js'
export { mish } from './layers/mish.js'
export { parallel } from './layers/parallel.js'
export { relu } from './layers/relu.js'
export { reshape } from './layers/reshape.js'
export { residual } from './layers/residual.js'
export { rmsNorm } from './layers/rmsNorm.js'
export { selu } from './layers/selu.js'
export { sequence } from './layers/sequence.js'
export { shared } from './layers/shared.js'
export { sigmoid } from './layers/sigmoid.js'
export { silu } from './layers/silu.js'
export { softmax } from './layers/softmax.js'
export { softplus } from './layers/softplus.js'
export { softsign } from './layers/softsign.js'
export { tanh } from './layers/tanh.js'
export type { ModelInput, ModelTarget } from './layers/pass.js'
export type { Rejection, RejectionCode, Rejections } from './layers/rejection.js'

// Losses
export type { Loss } from './losses/loss.js'
export { absoluteError } from './losses/absoluteError.js'
export { binaryCrossEntropy } from './losses/binaryCrossEntropy.js'
export { gaussianNll } from './losses/gaussianNll.js'
export { hinge } from './losses/hinge.js'
export { huber } from './losses/huber.js'
export { logCosh } from './losses/logCosh.js'
export { poisson } from './losses/poisson.js'
export { quantile } from './losses/quantile.js'
export { smoothL1 } from './losses/smoothL1.js'
export { softmaxCrossEntropy } from './losses/softmaxCrossEntropy.js'
export { squaredError } from './losses/squaredError.js'
export { squaredHinge } from './losses/squaredHinge.js'

// Optimizers
export { chain, type Optimizer, type Rate } from './optimizers/optimizer.js'
export {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  piecewise,
  type Schedule,
} from './optimizers/schedule.js'
export {
  clipByLayerNorm,
  clipByNorm,
  clipByValue,
  nesterov,
  sgd,
  type SgdOptions,
  shrink,
  weightDecay,
} from './optimizers/sgd.js'
export { adadelta, adagrad, ftrl } from './optimizers/adagrad.js'
export { adam, adamax, type AdamOptions, adamW, lion, nadam } from './optimizers/adam.js'
export { rmsprop } from './optimizers/rmsprop.js'

// Evaluation
export type { Metric } from './evaluation/metric.js'
export type { Prediction } from './evaluation/prediction.js'
export type { Features, Label, Sample, Target } from './evaluation/sample.js'
export { accuracy } from './evaluation/accuracy.js'
export { kappa } from './evaluation/kappa.js'
export { logLoss } from './evaluation/log-loss.js'
export { meanAbsoluteError, meanAbsoluteError as mae } from './evaluation/mean-absolute-error.js'
export { r2 } from './evaluation/r2.js'
export { rootMeanSquaredError, rootMeanSquaredError as rmse } from './evaluation/root-mean-squared-error.js'

// Operators
export { backward } from './operators/backward.js'
export { forward } from './operators/forward.js'
export { learn } from './operators/learn.js'
export { createLearner, type Learned, Learner, type LearnerOptions } from './operators/learner.js'
export { loss, type LossOptions } from './operators/loss.js'
export { predict } from './operators/predict.js'
export { prequential, type PrequentialOptions, type Report } from './operators/prequential.js'
export { pump, type PumpOptions } from './operators/pump.js'
export { rejectionsOf } from './operators/rejections-of.js'
export { Step, type TrainingSample } from './operators/step.js'
export { update, type UpdateOptions } from './operators/update.js'

/* The public face: what runs in Node and in browsers. Node-only parts are in `eddy/node`. */

export { EddyError } from './error.js'
export type { MachineKind } from './kernels/isa.js'
export { createRandom } from './kernels/random.js'

// Models and what they are made of
export { createModel, type LayoutEntry, Model, type ModelOptions, type ModelSpec } from './layers/model.js'
export { layer, type LayerEntry, type LayerFactory, type LayerSpec } from './layers/layer.js'
export type { Initializer, LayerTrace, Ops, Tensor, Value } from './autodiff/trace.js'
export { constant, fanIn, glorotUniform, heUniform, ones, sparse, uniform, zeros } from './layers/initializers.js'
export { averagePool1d } from './layers/convolutional/averagePool1d.js'
export { averagePool2d } from './layers/convolutional/averagePool2d.js'
export { concatenate } from './layers/combinators/concatenate.js'
export { conv1d } from './layers/convolutional/conv1d.js'
export { conv2d } from './layers/convolutional/conv2d.js'
export { dense } from './layers/dense.js'
export { dropout } from './layers/dropout.js'
export { elu } from './layers/activations/elu.js'
export { embedding } from './layers/embedding.js'
export { flatten } from './layers/flatten.js'
export { gelu } from './layers/activations/gelu.js'
export { globalAveragePool } from './layers/convolutional/globalAveragePool.js'
export { groupNorm } from './layers/normalization/groupNorm.js'
export { hardSigmoid } from './layers/activations/hardSigmoid.js'
export { hardTanh } from './layers/activations/hardTanh.js'
export { layerNorm } from './layers/normalization/layerNorm.js'
export { leakyRelu } from './layers/activations/leakyRelu.js'
export { logSoftmax } from './layers/activations/logSoftmax.js'
export { maxPool1d } from './layers/convolutional/maxPool1d.js'
export { maxPool2d } from './layers/convolutional/maxPool2d.js'
export { mish } from './layers/activations/mish.js'
export { parallel } from './layers/combinators/parallel.js'
export { relu } from './layers/activations/relu.js'
export { reshape } from './layers/reshape.js'
export { residual } from './layers/combinators/residual.js'
export { rmsNorm } from './layers/normalization/rmsNorm.js'
export { selu } from './layers/activations/selu.js'
export { sequence } from './layers/combinators/sequence.js'
export { shared } from './layers/combinators/shared.js'
export { sigmoid } from './layers/activations/sigmoid.js'
export { silu } from './layers/activations/silu.js'
export { softmax } from './layers/activations/softmax.js'
export { softplus } from './layers/activations/softplus.js'
export { softsign } from './layers/activations/softsign.js'
export { tanh } from './layers/activations/tanh.js'
export type { ModelInput } from './layers/modelInput.js'
export type { ModelTarget } from './layers/pass.js'
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
export type { Metric } from './evaluation/metrics/metric.js'
export type { Prediction } from './evaluation/prediction.js'
export type { Features, Label, Sample, Target } from './evaluation/sample.js'
export { accuracy } from './evaluation/metrics/accuracy.js'
export { kappa } from './evaluation/metrics/kappa.js'
export { logLoss } from './evaluation/metrics/logLoss.js'
export { meanAbsoluteError, meanAbsoluteError as mae } from './evaluation/metrics/meanAbsoluteError.js'
export { r2 } from './evaluation/metrics/r2.js'
export { rootMeanSquaredError, rootMeanSquaredError as rmse } from './evaluation/metrics/rootMeanSquaredError.js'

// Operators
export { backward } from './operators/backward.js'
export { forward } from './operators/forward.js'
export { learn } from './operators/learn.js'
export { createLearner, type Learned, Learner, type LearnerOptions } from './operators/learner.js'
export { loss, type LossOptions } from './operators/loss.js'
export { predict } from './operators/predict.js'
export { prequential, type PrequentialOptions, type Report } from './operators/prequential.js'
export { pump, type PumpOptions } from './operators/pump.js'
export { rejectionsOf } from './operators/rejectionsOf.js'
export { Step, type TrainingSample } from './operators/step.js'
export { update, type UpdateOptions } from './operators/update.js'

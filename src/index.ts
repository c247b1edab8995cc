/* The public face: what runs in Node and in browsers. Node-only parts are in `eddy/node`. */

export { EddyError } from './error.js'
export type { ErrorCode, ErrorCodes } from './errorCodes.js'
export type { ChosenKernels, Kernels } from './kernels/chooseKernels.js'
export type { MachineKind } from './kernels/isa.js'
export { kernelBytes } from './kernels/kernelModule.js'
export { createRandom } from './kernels/random.js'

// Models and what they are made of
export { attention, type AttentionOptions } from './layers/recurrent/attention.js'
export { averagePool1d } from './layers/convolutional/averagePool1d.js'
export { averagePool2d } from './layers/convolutional/averagePool2d.js'
export type { RecurrentOptions } from './layers/recurrent/cell.js'
export { concatenate } from './layers/combinators/concatenate.js'
export { conv1d } from './layers/convolutional/conv1d.js'
export { conv2d } from './layers/convolutional/conv2d.js'
export { dense, type WeightOptions } from './layers/dense.js'
export { dropout } from './layers/dropout.js'
export { elu } from './layers/activations/elu.js'
export { embedding } from './layers/embedding.js'
export { flatten } from './layers/flatten.js'
export { gelu } from './layers/activations/gelu.js'
export { globalAveragePool } from './layers/convolutional/globalAveragePool.js'
export { groupNorm } from './layers/normalization/groupNorm.js'
export { gru } from './layers/recurrent/gru.js'
export { hardSigmoid } from './layers/activations/hardSigmoid.js'
export { hardTanh } from './layers/activations/hardTanh.js'
export { constant, fanIn, glorotUniform, heUniform, ones, sparse, uniform, zeros } from './layers/initializers.js'
export { layer, type LayerEntry, type LayerFactory, type LayerSpec } from './layers/layer.js'
export { layerNorm } from './layers/normalization/layerNorm.js'
export { leakyRelu } from './layers/activations/leakyRelu.js'
export { linearRecurrent, type LinearRecurrentOptions } from './layers/recurrent/linearRecurrent.js'
export { logSoftmax } from './layers/activations/logSoftmax.js'
export { lstm } from './layers/recurrent/lstm.js'
export { maxPool1d } from './layers/convolutional/maxPool1d.js'
export { maxPool2d } from './layers/convolutional/maxPool2d.js'
export { mish } from './layers/activations/mish.js'
export { createModel, type Model } from './operators/model.js'
export type { ModelInput } from './layers/model/modelInput.js'
export type { LayoutEntry, ModelOptions, ModelSpec } from './layers/model/modelSpec.js'
export { parallel } from './layers/combinators/parallel.js'
export type { ModelTarget } from './layers/model/pass.js'
export { recurrent, type SimpleRecurrentOptions } from './layers/recurrent/recurrent.js'
export type { Rejection, RejectionCode, Rejections } from './rejection.js'
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
export type { KeyedStates, StateKey } from './autodiff/running/streamStates.js'
export { tanh } from './layers/activations/tanh.js'
export type { Initializer, LayerTrace, Ops, Tensor, Value } from './autodiff/tracing/trace.js'

// Losses
export { absoluteError } from './losses/absoluteError.js'
export { binaryCrossEntropy } from './losses/binaryCrossEntropy.js'
export { lossFrom } from './losses/builtin.js'
export { gaussianNll } from './losses/gaussianNll.js'
export { hinge } from './losses/hinge.js'
export { huber } from './losses/huber.js'
export { logCosh } from './losses/logCosh.js'
export type { Loss } from './losses/loss.js'
export { poisson } from './losses/poisson.js'
export { quantile } from './losses/quantile.js'
export { smoothL1 } from './losses/smoothL1.js'
export { softmaxCrossEntropy } from './losses/softmaxCrossEntropy.js'
export { squaredError } from './losses/squaredError.js'
export { squaredHinge } from './losses/squaredHinge.js'

// Optimizers
export { adadelta } from './optimizers/adaptive/adadelta.js'
export { adagrad } from './optimizers/adaptive/adagrad.js'
export { adam, type AdamOptions, adamW } from './optimizers/adaptive/adam.js'
export { adamax } from './optimizers/adaptive/adamax.js'
export { optimizerFrom } from './optimizers/builtin.js'
export { clip, clipByLayerNorm, clipByNorm, clipByValue, type ClipOptions } from './optimizers/clip.js'
export { continualBackprop, type ContinualBackpropOptions } from './optimizers/continualBackprop.js'
export { ftrl } from './optimizers/ftrl.js'
export { l2Init } from './optimizers/l2Init.js'
export { lion } from './optimizers/lion.js'
export { nadam } from './optimizers/adaptive/nadam.js'
export { nesterov } from './optimizers/nesterov.js'
export { chain, type Optimizer, type Rate } from './optimizers/optimizer.js'
export { perturb } from './optimizers/perturb.js'
export { rmsprop } from './optimizers/adaptive/rmsprop.js'
export {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  linearWarmup,
  piecewise,
  type Schedule,
  scheduleFrom,
} from './optimizers/schedule.js'
export { shrinkAndPerturb, type ShrinkAndPerturbOptions } from './optimizers/shrinkAndPerturb.js'
export { sgd, type SgdOptions } from './optimizers/sgd.js'
export { stepGuard } from './optimizers/stepGuard.js'
export { shrink, weightDecay } from './optimizers/weightDecay.js'

// Samples and features
export { defaultFeatures, featuresFrom } from './features/builtin.js'
export { dates } from './features/stages/text/dates.js'
export type { FeatureDefinition, FeatureStage, FeatureState } from './features/feature.js'
export { type ChainState, FeatureChain } from './features/featureChain.js'
export { hashing, type HashingOptions, words } from './features/stages/text/hashing.js'
export { imputer, type ImputerOptions } from './features/stages/numbers/imputer.js'
export { interactions, type InteractionsOptions } from './features/stages/numbers/interactions.js'
export { lags, type LagsOptions } from './features/stages/past/lags.js'
export { logCompress } from './features/stages/numbers/logCompress.js'
export { type Mark, marked, type SourcePosition } from './features/mark.js'
export { minMaxScaler } from './features/stages/numbers/minMaxScaler.js'
export { oneHot, type OneHotOptions } from './features/stages/text/oneHot.js'
export { Row } from './features/row.js'
export { robustScaler } from './features/stages/numbers/robustScaler.js'
export type { Features, Label, Sample, Target } from './features/sample.js'
export { standardScaler } from './features/stages/numbers/standardScaler.js'
export { targetEncoding, type TargetEncodingOptions } from './features/stages/text/targetEncoding.js'
export { windows, type WindowsOptions, type WindowStatistic } from './features/stages/past/windows.js'

// Metrics
export { accuracy } from './evaluation/metrics/classification/accuracy.js'
export { balancedAccuracy } from './evaluation/metrics/classification/balancedAccuracy.js'
export { brier } from './evaluation/metrics/classification/brier.js'
export { calibrationError } from './evaluation/metrics/classification/calibrationError.js'
export { f1, type LabelAverage, precision, recall } from './evaluation/metrics/classification/f1.js'
export { intervalCoverage, intervalWidth } from './evaluation/metrics/regression/intervalCoverage.js'
export { kappa } from './evaluation/metrics/classification/kappa.js'
export { kappaM, kappaTemporal } from './evaluation/metrics/classification/kappaTemporal.js'
export { logLoss } from './evaluation/metrics/classification/logLoss.js'
export { meanAbsoluteError, meanAbsoluteError as mae } from './evaluation/metrics/regression/meanAbsoluteError.js'
export { defineMetric, type MetricDefinition, type WeighedObservation } from './evaluation/metrics/defineMetric.js'
export type { Metric, MetricState, Observation, Predicted } from './evaluation/metrics/metric.js'
export type {
  ClassificationPrediction,
  Prediction,
  RegressionPrediction,
  Unanswered,
} from './evaluation/prediction.js'
export { r2 } from './evaluation/metrics/regression/r2.js'
export { rocAuc } from './evaluation/metrics/classification/rocAuc.js'
export {
  rootMeanSquaredError,
  rootMeanSquaredError as rmse,
} from './evaluation/metrics/regression/rootMeanSquaredError.js'
export { smape, symmetricPercentageError } from './evaluation/metrics/regression/symmetricPercentageError.js'

// Drift detectors
export { adwin, type AdwinOptions } from './evaluation/drift/adwin.js'
export { ddm, type DdmOptions } from './evaluation/drift/ddm.js'
export type { Detector, DetectorState, DriftLevel } from './evaluation/drift/detector.js'
export type { Watched } from './evaluation/drift/driftWatch.js'
export { eddm, type EddmOptions } from './evaluation/drift/eddm.js'
export { hddmA, type HddmOptions } from './evaluation/drift/hddmA.js'
export { hddmW, type HddmWOptions } from './evaluation/drift/hddmW.js'
export { kswin, type KswinOptions } from './evaluation/drift/kswin.js'
export { pageHinkley, type PageHinkleyOptions } from './evaluation/drift/pageHinkley.js'

// A look inside
export { type Activation, activations, type ActivationsOptions } from './operators/representation/activations.js'
export {
  type LinearProbeOptions,
  type LinearProbeState,
  LinearProbe,
  linearProbe,
} from './evaluation/representation/linearProbe.js'
export {
  type Neighbour,
  NearestExamples,
  nearestExamples,
  type NearestExamplesOptions,
  type NearestExamplesState,
} from './evaluation/representation/nearestExamples.js'
export {
  OnlinePca,
  onlinePca,
  type OnlinePcaOptions,
  type OnlinePcaState,
} from './evaluation/representation/onlinePca.js'
export { type Probed, probe } from './operators/representation/probe.js'
export { type Projected, project } from './operators/representation/project.js'

// The four parts of a step
export { backward } from './operators/steps/backward.js'
export { forward } from './operators/steps/forward.js'
export { type HeadLossOptions, loss, type LossOptions } from './operators/steps/loss.js'
export { rejectionsOf } from './operators/rejectionsOf.js'
export { Step } from './operators/steps/step.js'
export type { StepStage } from './operators/steps/stepStage.js'
export type { TrainingSample } from './operators/steps/trainingSample.js'
export { update, type UpdateOptions } from './operators/steps/update.js'

// Learners
export type { Answering } from './operators/learner/answered.js'
export { detectDrift, type DriftEvent } from './operators/detectDrift.js'
export type { LearnerDrift } from './operators/learner/driftResponse.js'
export { learn } from './operators/learn.js'
export type { Learned } from './operators/learner/learned.js'
export { createLearner, Learner } from './operators/learner/learner.js'
export type { LearnerDescription, LearnerOptions } from './operators/learner/learnerOptions.js'
export type { LearnerCourse, LearnerState } from './operators/learner/learnerState.js'
export type { OnDrift } from './operators/learner/onDrift.js'
export { type Answer, predict } from './operators/predict.js'
export { prequential, type PrequentialOptions, type PrequentialState, type Report } from './operators/prequential.js'

// Late labels
export { delayed, type DelayedOptions } from './operators/labels/delayed.js'
export { joinLabels } from './operators/labels/joinLabels.js'
export type { JoinLabelsOptions } from './operators/labels/joinLabelsOptions.js'
export type { Joined, LabelJoinState, Outcome, Unjoined } from './operators/labels/labelJoin.js'

// Forecasts
export {
  forecast,
  type Forecasted,
  type ForecastOptions,
} from './operators/forecasting/forecast.js'
export {
  createForecaster,
  type Forecast,
  Forecaster,
  type ForecasterState,
} from './operators/forecasting/forecaster.js'
export type { Expert } from './operators/forecasting/forecastExperts.js'
export type { ForecasterOptions, ReadingOptions } from './operators/forecasting/forecastOptions.js'
export type { ForecastErrors, ForecastScores } from './evaluation/forecastScores.js'

// Pace
export { ingest } from './operators/ingest/ingest.js'
export type { IngestOptions } from './operators/ingest/ingestOptions.js'
export type { OverflowPolicy } from './operators/ingest/overflowBuffer.js'
export type { Pumpable } from './operators/pulling/pumpable.js'
export { pump, type Pumped, type PumpOptions } from './operators/pump.js'

// Sources of your own
export {
  type ReadSamples,
  SampleSource,
  type SampleSourceOptions,
  type SourceRun,
  type Unreadable,
} from './sources/sampleSource.js'

// Live sources
export type { FeedOptions, JsonRecord } from './sources/live/feedOptions.js'
export type { FeedSource } from './sources/live/feedSource.js'
export { fromAsyncIterable, type IterableOptions, type IterableSource } from './sources/live/fromAsyncIterable.js'
export { type EventTargetOptions, fromEventTarget } from './sources/live/fromEventTarget.js'
export { fromReadableStream } from './sources/live/fromReadableStream.js'
export {
  type EventPosition,
  fromServerSentEvents,
  type ServerSentEventsOptions,
} from './sources/live/serverSentEvents/fromServerSentEvents.js'
export { fromWebSocket, type WebSocketOptions } from './sources/live/webSocket/fromWebSocket.js'
export type { LiveSource } from './sources/live/liveSource.js'
export type { Overflow } from './sources/live/overflow.js'
export type { MessageAbout, ToSample, UnreadableMessage } from './sources/live/readMessage.js'
export type { FeedStatus, FeedTime, Reconnect } from './sources/live/reconnecting.js'

// Synthetic streams
export { agrawal, type AgrawalOptions, type AgrawalSample } from './sources/synthetic/agrawal.js'
export { drift, type DriftOptions } from './sources/synthetic/drift.js'
export { friedman, type FriedmanOptions } from './sources/synthetic/friedman.js'
export { hyperplane, type HyperplaneOptions } from './sources/synthetic/hyperplane.js'
export { led, type LedOptions } from './sources/synthetic/led.js'
export { randomRbf, type RandomRbfOptions } from './sources/synthetic/randomRbf.js'
export { sea, type SeaOptions, type SeaSample } from './sources/synthetic/sea.js'
export { slowlyChanging, type SlowlyChangingOptions } from './sources/synthetic/slowlyChanging.js'
export { spirals, type SpiralsOptions } from './sources/synthetic/spirals.js'
export { type SyntheticOptions, SyntheticStream, type VectorSample } from './sources/synthetic/syntheticStream.js'

// Snapshots
export type { SnapshotAbout } from './snapshots/about.js'
export { createPredictor, type Predictor } from './snapshots/predictor.js'
export {
  restoreLearner,
  type RestoreLearnerOptions,
  restoreModel,
  type RestoreModelOptions,
} from './snapshots/restore.js'
export { captureSnapshot, type CaptureOptions, type Snapshot } from './snapshots/snapshot.js'

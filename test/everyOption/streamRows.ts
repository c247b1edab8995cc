import { of } from 'rxjs'
import * as eddy from '../../src/index.js'
import {
  callback,
  count,
  finite,
  flag,
  fraction,
  list,
  nothing,
  notNegative,
  notNegativeDouble,
  options,
  positiveDouble,
  share,
  text,
  whole,
} from './junk.js'
import { type Row, type Taken, withArguments, withOptions } from './row.js'

const model = () => eddy.createModel({ input: 2, layers: [eddy.dense(1)] })
const learner = () => eddy.createLearner({ task: 'regression' })
const signal = nothing
const synthetic = { seed: whole, samples: whole, after: whole, name: text, signal }
const overflow = { capacity: count, policy: nothing, seed: whole }
/** Milliseconds that may be without end. */
const wait = ['half', '1e308', 'Infinity'] as const
const fromNow = ['half', 'zero', '1e308', 'Infinity'] as const
const feed = {
  toSample: callback,
  parse: callback,
  overflow: options,
  headers: ['object', 'array'],
  reconnect: options,
  silenceMs: wait,
  maxMessageBytes: count,
  time: options,
  signal,
} as const
const feedParts = {
  overflow: [overflow],
  reconnect: [{ baseMs: fromNow, maxMs: fromNow, attempts: ['zero', 'Infinity'] }],
  time: [{ after: callback, random: callback }],
} as const
const turns = { budgetMs: positiveDouble, now: callback, yieldTo: callback }
const ahead = { horizon: count, lags: count, season: list, seed: whole }
const drifts = { detector: nothing, of: nothing, action: nothing, factor: nothing, samples: count, part: nothing }

export const learnerOptions: Taken = {
  task: nothing,
  features: list,
  input: count,
  classes: list,
  layers: list,
  loss: nothing,
  optimizer: nothing,
  clip: nothing,
  scaleTarget: flag,
  calibrate: nothing,
  onDrift: nothing,
  key: ['text', 'function'],
  maxKeys: count,
  seed: whole,
  kernels: nothing,
}

export const streamRows: Readonly<Record<string, Row>> = {
  agrawal: withOptions(eddy.agrawal, { ...synthetic, rule: count, perturbation: fraction }),
  drift: withArguments(
    eddy.drift,
    [[() => eddy.sea(), nothing]],
    { at: whole, width: ['1e308'], to: nothing },
    { at: 1, to: eddy.sea() },
  ),
  friedman: withOptions(eddy.friedman, { ...synthetic, variant: whole, noise: notNegativeDouble }),
  hyperplane: withOptions(eddy.hyperplane, {
    ...synthetic,
    features: count,
    drifting: whole,
    magnitude: notNegativeDouble,
    turning: fraction,
    noise: fraction,
  }),
  led: withOptions(eddy.led, { ...synthetic, noise: fraction, irrelevant: whole, drifting: whole }),
  randomRbf: withOptions(eddy.randomRbf, {
    ...synthetic,
    classes: count,
    features: count,
    centroids: count,
    speed: notNegativeDouble,
  }),
  sea: withOptions(eddy.sea, { ...synthetic, variant: whole, noise: fraction }),
  slowlyChanging: withOptions(eddy.slowlyChanging, { ...synthetic, every: count, change: nothing }),
  spirals: withOptions(eddy.spirals, {
    ...synthetic,
    arms: count,
    turns: finite,
    noise: notNegativeDouble,
    turned: finite,
  }),
  SyntheticStream: withArguments(
    (begin: never, given: never) => new eddy.SyntheticStream(begin, given),
    [[() => () => () => ({ x: [1] }), callback]],
    synthetic,
  ),

  SampleSource: withArguments(
    (read: never, given: never) => new eddy.SampleSource(read, given),
    [[() => () => [], callback]],
    { after: nothing, signal },
  ),
  fromAsyncIterable: withArguments(
    eddy.fromAsyncIterable,
    [[() => [{ x: [1] }], ['array', 'text', 'empty text', 'function']]],
    {
      toSample: callback,
      signal,
    },
  ),
  fromEventTarget: withArguments(
    eddy.fromEventTarget,
    [
      [() => new EventTarget(), nothing],
      [() => 'message', text],
    ],
    { toSample: callback, overflow: options, signal },
    { toSample: () => undefined },
    { overflow: [overflow] },
  ),
  fromReadableStream: withArguments(eddy.fromReadableStream, [[() => new ReadableStream(), nothing]], {
    toSample: callback,
    signal,
  }),
  fromServerSentEvents: withArguments(
    eddy.fromServerSentEvents,
    [[() => 'http://localhost:1', nothing]],
    { ...feed, after: options },
    {},
    { ...feedParts, after: [{ lastEventId: ['text', 'empty text'] }] },
  ),
  fromWebSocket: withArguments(
    eddy.fromWebSocket,
    [[() => 'ws://localhost:1', nothing]],
    { ...feed, protocols: ['text', 'array'], onOpen: callback },
    {},
    feedParts,
  ),

  forward: withArguments(eddy.forward, [[model, nothing]]),
  loss: withArguments(eddy.loss, [[() => eddy.squaredError(), nothing]], { reduction: nothing, weights: options }),
  update: withArguments(eddy.update, [[() => eddy.adam(), nothing]], { only: nothing }),
  'Model.rateFactor': withArguments(
    (factor: number) => Object.assign(model(), { rateFactor: factor }),
    [[() => 1, notNegative]],
  ),

  createLearner: withOptions(
    eddy.createLearner,
    learnerOptions,
    { task: 'regression' },
    {
      onDrift: [drifts, { detector: eddy.adwin(), action: 'notify' }],
      clip: [{ value: notNegative, norm: notNegative, layerNorm: notNegative }],
    },
  ),
  Learner: withOptions((given: never) => new eddy.Learner(given), learnerOptions, { task: 'regression' }),
  detectDrift: withArguments(eddy.detectDrift, [[() => eddy.adwin(), nothing]], {
    of: nothing,
    onRejected: callback,
  }),
  learn: withArguments(eddy.learn, [[learner, nothing]]),
  predict: withArguments(eddy.predict, [[learner, nothing]]),
  prequential: withOptions(eddy.prequential, {
    metrics: list,
    window: count,
    everySamples: count,
    fading: share,
    resume: nothing,
    onState: callback,
    onRejected: callback,
  }),
  rejectionsOf: withArguments(eddy.rejectionsOf, [[() => model().rejections, nothing]]),

  delayed: withOptions(eddy.delayed, { samples: ['zero', 'function'], predictor: nothing }, { samples: 1 }),
  joinLabels: withArguments(
    eddy.joinLabels,
    [
      [() => of(), nothing],
      [() => of(), nothing],
    ],
    {
      key: text,
      expireAfterMs: wait,
      capacity: count,
      predictor: nothing,
      onPrediction: callback,
      onUnjoined: callback,
      resume: options,
      onState: callback,
      onTaken: callback,
      clock: callback,
      scheduler: nothing,
    },
  ),

  createForecaster: withOptions(eddy.createForecaster, ahead, { horizon: 1, lags: 1 }),
  Forecaster: withOptions((given: never) => new eddy.Forecaster(given), ahead, { horizon: 1, lags: 1 }),
  'Forecaster.miss': withArguments(
    (steps: number) => eddy.createForecaster({ horizon: 1, lags: 1 }).miss(steps),
    [[() => 1, whole]],
  ),
  forecast: withOptions(
    eddy.forecast,
    { ...ahead, forecaster: nothing, of: callback, at: callback, everyMs: positiveDouble },
    { horizon: 1, lags: 1, everyMs: 100 },
  ),

  ingest: withOptions(eddy.ingest, {
    ...turns,
    capacity: count,
    onOverflow: nothing,
    onDropped: callback,
    pause: callback,
    resume: callback,
    seed: whole,
    signal,
  }),
  pump: withArguments(eddy.pump, [[() => [1], ['array', 'text', 'empty text', 'function']]], { ...turns, signal }),

  activations: withArguments(eddy.activations, [[model, nothing]], { layer: ['zero', 'text'] }, { layer: 0 }),
  probe: withArguments(eddy.probe, [
    [() => eddy.linearProbe(), nothing],
    [() => () => 'a', callback],
  ]),
  project: withArguments(eddy.project, [[() => eddy.onlinePca(), nothing]]),

  captureSnapshot: withArguments(eddy.captureSnapshot, [[model, nothing]], capture()),
  createPredictor: withArguments(eddy.createPredictor, [[() => eddy.captureSnapshot(model()), nothing]], {
    features: list,
    definitions: options,
    kernels: nothing,
  }),
  restoreLearner: withArguments(
    eddy.restoreLearner,
    [[() => eddy.captureSnapshot(eddy.createLearner({ task: 'regression', input: 2 })), nothing]],
    {
      definitions: options,
      features: nothing,
      loss: nothing,
      optimizer: nothing,
      onDrift: nothing,
      kernels: nothing,
      layers: list,
      key: ['text', 'function'],
    },
  ),
  restoreModel: withArguments(eddy.restoreModel, [[() => eddy.captureSnapshot(model()), nothing]], {
    definitions: options,
    kernels: nothing,
    optimizer: nothing,
  }),
}

export function capture() {
  return { name: text, epoch: ['bigint'], fence: whole, version: whole, optimizer: flag, about: options } as const
}

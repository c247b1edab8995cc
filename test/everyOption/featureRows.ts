import * as eddy from '../../src/index.js'
import {
  callback,
  count,
  finite,
  flag,
  fraction,
  label,
  list,
  nothing,
  notNegativeDouble,
  positiveDouble,
  share,
  text,
  whole,
} from './junk.js'
import { type Row, withArguments, withOptions } from './row.js'

const none = (call: Row['call']): Row => withOptions(call, {})
const remembered = { of: text, per: text, maxKeys: count }
const hddm = { drift: share, warning: share, twoSided: flag }
const average = { average: nothing, positive: label }

export const featureRows: Readonly<Record<string, Row>> = {
  FeatureChain: withArguments((list: never) => new eddy.FeatureChain(list), [[() => [eddy.dates()], list]]),
  dates: none(eddy.dates),
  featuresFrom: withArguments(eddy.featuresFrom, [[() => [{ name: 'dates', settings: {} }], list]]),
  hashing: withOptions(eddy.hashing, { buckets: count }),
  imputer: withOptions(eddy.imputer, { strategy: nothing, indicators: flag }, {}, {}),
  interactions: withOptions(eddy.interactions, { of: nothing, degree: nothing, maxProducts: count }),
  lags: withOptions(eddy.lags, { ...remembered, count }, { of: 'a' }),
  logCompress: none(eddy.logCompress),
  minMaxScaler: none(eddy.minMaxScaler),
  oneHot: withOptions(eddy.oneHot, { maxCategories: count }),
  robustScaler: none(eddy.robustScaler),
  standardScaler: none(eddy.standardScaler),
  targetEncoding: withOptions(eddy.targetEncoding, {
    smoothing: notNegativeDouble,
    of: list,
    maxCategories: count,
    maxClasses: count,
  }),
  windows: withOptions(eddy.windows, { ...remembered, size: count, statistics: nothing }, { of: 'a' }),
  words: withOptions(eddy.words, { buckets: count }),

  accuracy: none(eddy.accuracy),
  balancedAccuracy: none(eddy.balancedAccuracy),
  brier: none(eddy.brier),
  calibrationError: withOptions(eddy.calibrationError, { bins: count }),
  defineMetric: withOptions(
    eddy.defineMetric,
    { name: text, task: nothing, start: nothing, update: callback, value: callback, fade: callback },
    { name: 'mine', start: () => ({ sum: 0 }), update: () => undefined, value: () => 1 },
  ),
  f1: withOptions(eddy.f1, average),
  intervalCoverage: none(eddy.intervalCoverage),
  intervalWidth: none(eddy.intervalWidth),
  kappa: none(eddy.kappa),
  kappaM: none(eddy.kappaM),
  kappaTemporal: none(eddy.kappaTemporal),
  logLoss: none(eddy.logLoss),
  mae: none(eddy.mae),
  meanAbsoluteError: none(eddy.meanAbsoluteError),
  precision: withOptions(eddy.precision, average),
  r2: none(eddy.r2),
  recall: withOptions(eddy.recall, average),
  rmse: none(eddy.rmse),
  rocAuc: withOptions(eddy.rocAuc, { positive: label }),
  rootMeanSquaredError: none(eddy.rootMeanSquaredError),
  smape: none(eddy.smape),
  symmetricPercentageError: none(eddy.symmetricPercentageError),
  'Metric.rolling': withArguments(eddy.accuracy().rolling, [[() => 10, count]]),
  'Metric.fading': withArguments(eddy.accuracy().fading, [[() => 0.9, share]]),

  adwin: withOptions(eddy.adwin, { delta: share, clock: count, minSubWindow: count, minWindow: count }),
  ddm: withOptions(eddy.ddm, { minInstances: count, warning: positiveDouble, drift: positiveDouble }),
  eddm: withOptions(eddy.eddm, { warning: share, drift: share, minErrors: count }),
  hddmA: withOptions(eddy.hddmA, hddm),
  hddmW: withOptions(eddy.hddmW, { ...hddm, lambda: share }),
  kswin: withOptions(eddy.kswin, { alpha: share, window: count, recent: count, seed: whole }),
  pageHinkley: withOptions(eddy.pageHinkley, {
    minInstances: count,
    delta: notNegativeDouble,
    threshold: positiveDouble,
    alpha: share,
  }),

  LinearProbe: withOptions((options: object) => new eddy.LinearProbe(options), probe()),
  linearProbe: withOptions(eddy.linearProbe, probe()),
  NearestExamples: withOptions((options: object) => new eddy.NearestExamples(options), {
    capacity: count,
    seed: whole,
  }),
  nearestExamples: withOptions(eddy.nearestExamples, { capacity: count, seed: whole }),
  'NearestExamples.nearest': withArguments((k: number) => eddy.nearestExamples().nearest([1], k), [[() => 1, count]]),
  OnlinePca: withOptions((options: object) => new eddy.OnlinePca(options), { components: count, rate: fraction }),
  onlinePca: withOptions(eddy.onlinePca, { components: count, rate: fraction }),
  createRandom: withArguments(eddy.createRandom, [[() => 1, finite]]),
}

function probe() {
  return { task: nothing, ridge: positiveDouble, forgetting: share, maxLabels: count }
}

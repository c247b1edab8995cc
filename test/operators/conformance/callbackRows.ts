import { EMPTY, from, interval, map, merge, NEVER, type Observable, of, range, timer } from 'rxjs'
import { Readable } from 'node:stream'
import { predictWith, type SubscribedModel } from '../../../src/client.js'
import {
  type Activation,
  createLearner,
  createModel,
  delayed,
  dense,
  type Detector,
  detectDrift,
  type FeatureDefinition,
  forecast,
  forward,
  fromAsyncIterable,
  fromEventTarget,
  fromReadableStream,
  gru,
  ingest,
  joinLabels,
  layer,
  type Learned,
  learn,
  linearProbe,
  loss,
  type Metric,
  type Outcome,
  predict,
  prequential,
  probe,
  pump,
  rejectionsOf,
  type Sample,
  SampleSource,
  squaredError,
} from '../../../src/index.js'
import { fromCsv, fromNdjson, vitals } from '../../../src/node.js'
import { fakeMachine } from '../../sources/fakeReaders.js'

/** Makes a stream that leads to a callback which throws. */
export interface CallbackRow {
  /** The function, and the option: 'delayed.samples'. */
  readonly callback: string
  /** When it is called, where that may be at several moments. */
  readonly when?: string
  /** @param boom the callback  @param rejected told what is set aside in place of an error */
  readonly run: (boom: () => never, rejected: (reason: string) => void) => Observable<unknown>
}

const sampleAt = (index: number): Sample & { readonly id: string } => ({
  id: String(index),
  x: [index % 3, index % 5],
  y: index % 7,
})
const samples$ = range(0, 3).pipe(map(sampleAt))
const outcomes$: Observable<Outcome> = range(0, 3).pipe(map((index) => ({ id: String(index), y: index })))
const noRecord$ = of(null) as unknown as Observable<Learned>
const learned$ = samples$.pipe(learn(createLearner({ task: 'regression' })))

const detectorThat = (boom: () => never): Detector => ({
  name: 'mine',
  settings: {},
  input: 'any',
  create: () => ({ update: boom, state: () => 0, restore: () => undefined }),
})

const metricThat = (boom: () => never): Metric => {
  const create = () => ({ update: boom, value: () => 0, state: () => 0, restore: () => undefined })
  return { name: 'mine', task: 'any', create, rolling: create, fading: create } as unknown as Metric
}

const joined = (boom: () => never, when: string) => {
  if (when === 'for a duplicate') return joinLabels(of(sampleAt(0), sampleAt(0)), NEVER, { onUnjoined: boom })
  if (when === 'for what has no key') return joinLabels(of({ x: [1] }), NEVER, { onUnjoined: boom })
  if (when === 'when a request expires') return joinLabels(samples$, NEVER, { onUnjoined: boom, expireAfterMs: 5 })
  return joinLabels(samples$, EMPTY, { onUnjoined: boom })
}

/** Takes long enough for the host's turn to come. */
const busy$ = from([1, 2, 3]).pipe(map((value) => value))
const clockThatRuns = () => {
  let now = 0
  return () => (now += 10)
}

const activation: Activation<Sample> = { layer: '0', values: Float32Array.of(1, 2), sample: sampleAt(0) }

const iterableThat = (boom: () => never): Iterable<Sample> => ({ [Symbol.iterator]: () => ({ next: boom }) })
const streamOf = (value: unknown): ReadableStream<unknown> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(value)
      controller.close()
    },
  })

/** A source with what it sets aside. */
function withRejected<S extends Observable<unknown> & { readonly rejected$: Observable<{ readonly reason: string }> }>(
  source: S,
  rejected: (reason: string) => void,
): Observable<unknown> {
  source.rejected$.subscribe(({ reason }) => rejected(reason))
  return source
}

function eventsOf(boom: () => never): ReturnType<typeof fromEventTarget> {
  const target = new EventTarget()
  setTimeout(() => target.dispatchEvent(new Event('data')))
  return fromEventTarget(target, 'data', { toSample: boom })
}

const csv = () => Readable.from(['a,y\n1,2\n3,4\n'])
const ndjson = () => Readable.from(['{"a":1,"y":2}\n'])

export const callbackRows: readonly CallbackRow[] = [
  {
    callback: 'learn.key',
    run: (boom) =>
      samples$.pipe(learn(createLearner({ task: 'regression', layers: [gru({ units: 2 })], key: () => boom() }))),
  },
  {
    callback: 'learn.onDrift.detector',
    run: (boom) =>
      samples$.pipe(
        learn(createLearner({ task: 'regression', onDrift: { detector: detectorThat(boom), action: 'notify' } })),
      ),
  },
  {
    callback: 'learn.layers',
    run: (boom) => samples$.pipe(learn(createLearner({ task: 'regression', layers: [layer('mine', boom)()] }))),
  },
  {
    callback: 'learn.features',
    when: 'when a stage learns',
    run: (boom) => {
      const stage = {
        active: false,
        out: undefined,
        learn: boom,
        apply: boom,
        state: () => 0,
        restore: () => undefined,
      }
      const feature = { name: 'mine', settings: {}, create: () => stage } as unknown as FeatureDefinition
      return samples$.pipe(learn(createLearner({ task: 'regression', features: [feature] })))
    },
  },
  {
    callback: 'predict.key',
    run: (boom) =>
      samples$.pipe(predict(createLearner({ task: 'regression', layers: [gru({ units: 2 })], key: () => boom() }))),
  },
  {
    callback: 'loss.trace',
    run: (boom) => {
      const own = { ...squaredError(), name: 'mine', trace: boom }
      const model = createModel({ input: 2, layers: [dense(1)] })
      return of({ x: [1, 2], y: [1] }).pipe(forward(model), loss(own))
    },
  },
  { callback: 'prequential.metrics', run: (boom) => learned$.pipe(prequential({ metrics: [metricThat(boom)] })) },
  { callback: 'prequential.onState', run: (boom) => learned$.pipe(prequential({ onState: boom })) },
  { callback: 'prequential.onRejected', run: (boom) => noRecord$.pipe(prequential({ onRejected: boom })) },
  { callback: 'detectDrift.detector', run: (boom) => learned$.pipe(detectDrift(detectorThat(boom))) },
  {
    callback: 'detectDrift.onRejected',
    run: (boom) => noRecord$.pipe(detectDrift(detectorThat(boom), { onRejected: boom })),
  },
  { callback: 'probe.of', run: (boom) => of(activation).pipe(probe(linearProbe(), boom)) },
  {
    callback: 'rejectionsOf.listener',
    run: (boom) => {
      const model = createModel({ input: 2, layers: [dense(1)] })
      model.rejections.listen(boom)
      return merge(of({ x: [1] }).pipe(forward(model)), rejectionsOf(model.rejections))
    },
  },
  { callback: 'delayed.samples', run: (boom) => samples$.pipe(delayed({ samples: boom })) },
  {
    callback: 'delayed.predictor',
    run: (boom) => samples$.pipe(delayed({ samples: 1, predictor: { predict: boom } })),
  },
  {
    callback: 'delayed.predictor',
    when: 'predictSample',
    run: (boom) => samples$.pipe(delayed({ samples: 1, predictor: { predict: boom, predictSample: boom } })),
  },
  {
    callback: 'joinLabels.predictor',
    run: (boom) => joinLabels(samples$, outcomes$, { predictor: { predict: boom } }),
  },
  {
    callback: 'joinLabels.onPrediction',
    run: (boom) => {
      const predictor = createLearner({ task: 'regression' })
      return joinLabels(samples$, outcomes$, { predictor, onPrediction: boom })
    },
  },
  ...['for a duplicate', 'for what has no key', 'when a request expires', 'at the end'].map(
    (when): CallbackRow => ({ callback: 'joinLabels.onUnjoined', when, run: (boom) => joined(boom, when) }),
  ),
  { callback: 'joinLabels.onState', run: (boom) => joinLabels(samples$, outcomes$, { onState: boom }) },
  { callback: 'joinLabels.onTaken', run: (boom) => joinLabels(samples$, outcomes$, { onTaken: boom }) },
  { callback: 'joinLabels.clock', run: (boom) => joinLabels(samples$, outcomes$, { clock: boom }) },
  {
    callback: 'joinLabels.clock',
    when: 'when a timer fires',
    run: (boom) => {
      const begin = performance.now()
      const clock = () => (performance.now() - begin > 15 ? boom() : performance.now())
      return joinLabels(samples$, NEVER, { clock, expireAfterMs: 20 })
    },
  },
  { callback: 'forecast.of', run: (boom) => of(1).pipe(forecast({ horizon: 1, lags: 2, of: boom })) },
  { callback: 'forecast.at', run: (boom) => of(1).pipe(forecast({ horizon: 1, lags: 2, at: boom, everyMs: 1 })) },
  {
    callback: 'ingest.onDropped',
    run: (boom) => busy$.pipe(ingest({ capacity: 1, budgetMs: 1, now: clockThatRuns(), onDropped: boom })),
  },
  {
    callback: 'ingest.pause',
    run: (boom) =>
      busy$.pipe(
        ingest({
          capacity: 1,
          budgetMs: 1,
          now: clockThatRuns(),
          onOverflow: 'pause',
          pause: boom,
          resume: () => undefined,
        }),
      ),
  },
  {
    callback: 'ingest.resume',
    when: 'in a later turn',
    run: (boom) =>
      busy$.pipe(
        ingest({
          capacity: 2,
          budgetMs: 1,
          now: clockThatRuns(),
          onOverflow: 'pause',
          pause: () => undefined,
          resume: boom,
        }),
      ),
  },
  { callback: 'ingest.now', run: (boom) => busy$.pipe(ingest({ now: boom })) },
  {
    callback: 'ingest.now',
    when: 'in a later turn',
    run: (boom) => {
      const clock = clockThatRuns()
      let later = false
      setTimeout(() => {
        later = true
      })
      return interval(1).pipe(ingest({ budgetMs: 1, now: () => (later ? boom() : clock()) }))
    },
  },
  { callback: 'ingest.yieldTo', run: (boom) => busy$.pipe(ingest({ yieldTo: boom })) },
  { callback: 'pump.now', run: (boom) => pump([1, 2], { now: boom }) },
  {
    callback: 'pump.yieldTo',
    run: (boom) => pump(Array.from({ length: 1000 }).keys(), { budgetMs: 1, now: clockThatRuns(), yieldTo: boom }),
  },
  { callback: 'pump.source', when: 'an iterator', run: (boom) => pump(iterableThat(boom)) },
  { callback: 'pump.source', when: 'an iterable', run: (boom) => pump({ [Symbol.iterator]: boom }) },
  { callback: 'pump.source', when: 'an async iterable', run: (boom) => pump({ [Symbol.asyncIterator]: boom }) },
  { callback: 'SampleSource.read', run: (boom) => new SampleSource(boom) },
  {
    callback: 'SampleSource.read',
    when: 'in a generator',
    run: (boom) =>
      new SampleSource(async function* () {
        yield [sampleAt(0)]
        boom()
      }),
  },
  {
    callback: 'fromAsyncIterable.toSample',
    run: (boom, rejected) => withRejected(fromAsyncIterable([1], { toSample: boom }), rejected),
  },
  { callback: 'fromAsyncIterable.iterable', run: (boom) => fromAsyncIterable(iterableThat(boom)) },
  { callback: 'fromEventTarget.toSample', run: (boom, rejected) => withRejected(eventsOf(boom), rejected) },
  {
    callback: 'fromReadableStream.toSample',
    run: (boom, rejected) => withRejected(fromReadableStream(streamOf(1), { toSample: boom }), rejected),
  },
  { callback: 'fromReadableStream.stream', run: (boom) => fromReadableStream(new ReadableStream({ pull: boom })) },
  { callback: 'fromCsv.onSchema', run: (boom) => fromCsv(csv(), { target: 'y', onSchema: boom }) },
  { callback: 'fromCsv.onProgress', run: (boom) => fromCsv(csv(), { target: 'y', onProgress: boom }) },
  { callback: 'fromNdjson.onSchema', run: (boom) => fromNdjson(ndjson(), { target: 'y', onSchema: boom }) },
  { callback: 'fromNdjson.onProgress', run: (boom) => fromNdjson(ndjson(), { target: 'y', onProgress: boom }) },
  {
    callback: 'vitals.onNotice',
    run: (boom) => vitals({ onNotice: boom, readers: { ...fakeMachine().readers, disk: () => undefined } }),
  },
  {
    callback: 'vitals.readers',
    run: (boom) => {
      let reads = 0
      const { readers } = fakeMachine()
      return vitals({ everyMs: 1, readers: { ...readers, clock: () => (++reads > 3 ? boom() : reads) } })
    },
  },
  {
    callback: 'predictWith.onRejected',
    run: (boom) => of([1]).pipe(predictWith(EMPTY, { onRejected: boom })),
  },
  {
    callback: 'predictWith.model$',
    when: 'predict',
    run: (boom) => of([1]).pipe(predictWith(of({ predict: boom } as unknown as SubscribedModel))),
  },
  {
    callback: 'predictWith.model$',
    when: 'predict, for an input that waited',
    run: (boom) =>
      of([1]).pipe(predictWith(timer(1).pipe(map(() => ({ predict: boom }) as unknown as SubscribedModel)))),
  },
]

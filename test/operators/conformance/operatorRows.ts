import { EMPTY, map, type Observable, type OperatorFunction, of } from 'rxjs'
import { predictWith, type SubscribedModel } from '../../../src/client.js'
import {
  type Activation,
  activations,
  backward,
  createLearner,
  createModel,
  delayed,
  dense,
  type Detector,
  detectDrift,
  forecast,
  forward,
  ingest,
  joinLabels,
  type Learned,
  learn,
  linearProbe,
  loss,
  type Model,
  onlinePca,
  type Outcome,
  predict,
  prequential,
  probe,
  project,
  type Rejections,
  type Sample,
  sgd,
  squaredError,
  type Step,
  type TrainingSample,
  update,
} from '../../../src/index.js'

type Operator = OperatorFunction<unknown, unknown>

/** One operator, with all it works on. */
export interface Built {
  readonly operator: Operator
  /** The value at a place of a stream without end that the operator can take. */
  readonly value: (index: number) => unknown
  /** Where values that it can't take are counted. */
  readonly rejections?: Rejections
  /** What was learned, where it learns. */
  readonly learned?: () => number
}

export interface OperatorRow {
  /** As it is exported. */
  readonly name: string
  /** Where one export has several rows. */
  readonly as?: string
  readonly build: () => Built
  /** Values that go in before the first one comes out. */
  readonly lead?: number
  /**
   * What becomes of null and other values that it can't take: it sets them aside, answers each with the reason, passes them
   * on as they are, or fails as it takes only the records of another operator (ERR_STAGE).
   */
  readonly garbage: 'set aside' | 'answered' | 'passed on' | 'refused'
}

/** The title of a row. */
export const titleOf = ({ name, as }: OperatorRow): string => (as === undefined ? name : `${name}, ${as}`)

const operatorOf = <T, R>(operator: OperatorFunction<T, R>): Operator => operator as unknown as Operator
const sampleAt = (index: number): Sample & { readonly id: string } => ({
  id: String(index),
  x: [index % 3, index % 5],
  y: index % 7,
})

const modelOf = (): Model => createModel({ input: 2, layers: [dense(1)], seed: 1 })
const trained = (index: number): TrainingSample => ({ x: [index % 3, index % 5], y: [index % 7] })

/** What an operator made of one value. */
function made<T, R>(value: T, operator: OperatorFunction<T, R>): R {
  let result: { readonly value: R } | undefined
  of(value)
    .pipe(operator)
    .subscribe((each) => {
      result = { value: each }
    })
  if (!result) throw new Error('nothing came out')
  return result.value
}

const begun = (model: Model, index: number): Step<TrainingSample, 'forward'> => made(trained(index), forward(model))
const compared = (model: Model, index: number): Step<TrainingSample, 'loss'> =>
  made(begun(model, index), loss(squaredError()))

const learnedAt = (index: number): Learned => ({
  samples: index + 1,
  loss: 1,
  sample: sampleAt(index),
  target: index % 7,
  prediction: { task: 'regression', value: index % 5, values: Float32Array.of(index % 5) },
  rejected: 0,
})

const activationAt = (index: number): Activation<Sample> => ({
  layer: '0.dense',
  values: Float32Array.of(Math.sin(index), Math.cos(index)),
  sample: sampleAt(index),
})

/** Sees a drift in every value. */
const alwaysDrift: Detector = {
  name: 'always',
  settings: {},
  input: 'any',
  create: () => ({ update: () => 'drift', state: () => 0, restore: () => undefined }),
}

/** Learned enough to predict. */
function ready() {
  const learner = createLearner({ task: 'regression', seed: 1 })
  for (let index = 0; index < 5; index++) learner.learn(sampleAt(index))
  return learner
}

function stepRow(
  name: string,
  make: () => OperatorFunction<never, unknown>,
  at: (model: Model, index: number) => unknown,
): OperatorRow {
  return {
    name,
    garbage: 'refused',
    build: () => {
      const model = modelOf()
      return { operator: make() as unknown as Operator, value: (index) => at(model, index) }
    },
  }
}

/** A subscribed model that predicts so. */
const modelThatAsks = (predict: (x: unknown) => unknown): Observable<SubscribedModel> =>
  of({ predict } as unknown as SubscribedModel)

const outcomeAt = (index: number): Outcome => ({ id: String(index), y: index })

/** Waiting on one side, for each value that will come on the other. */
const waiting = (side: 'requests' | 'outcomes') => ({
  requests: [],
  outcomes: [],
  joined: [],
  [side]: [...Array(100).keys(), 'odd'].map((id) => [
    String(id),
    side === 'requests' ? sampleAt(Number(id)) : outcomeAt(Number(id)),
    0,
  ]),
})

export const operatorRows: readonly OperatorRow[] = [
  {
    name: 'forward',
    garbage: 'set aside',
    build: () => {
      const model = modelOf()
      return { operator: operatorOf(forward(model)), value: trained, rejections: model.rejections }
    },
  },
  {
    name: 'forward',
    as: 'of batches',
    garbage: 'set aside',
    build: () => {
      const model = modelOf()
      const value = (index: number) => [trained(index), trained(index + 1)]
      return { operator: operatorOf(forward(model)), value, rejections: model.rejections }
    },
  },
  stepRow('loss', () => loss(squaredError()), begun),
  stepRow('backward', () => backward(), compared),
  stepRow(
    'update',
    () => update(sgd({ learningRate: 0.01 })),
    (model, index) => made(compared(model, index), backward()),
  ),
  {
    name: 'learn',
    garbage: 'set aside',
    build: () => {
      const learner = createLearner({ task: 'regression', seed: 1 })
      const { rejections } = learner
      return { operator: operatorOf(learn(learner)), value: sampleAt, rejections, learned: () => learner.samples }
    },
  },
  {
    name: 'learn',
    as: 'of classes',
    garbage: 'set aside',
    build: () => {
      const learner = createLearner({ task: 'classification', seed: 1 })
      const value = (index: number): Sample => ({ x: { size: index % 5, kind: 'a' }, y: index % 2 === 0 ? 'p' : 'q' })
      const { rejections } = learner
      return { operator: operatorOf(learn(learner)), value, rejections, learned: () => learner.samples }
    },
  },
  {
    name: 'predict',
    garbage: 'answered',
    build: () => {
      const learner = ready()
      return { operator: operatorOf(predict(learner)), value: sampleAt, rejections: learner.rejections }
    },
  },
  {
    name: 'prequential',
    garbage: 'set aside',
    build: () => ({ operator: operatorOf(prequential({ everySamples: 1 })), value: learnedAt }),
  },
  {
    name: 'detectDrift',
    garbage: 'set aside',
    build: () => ({ operator: operatorOf(detectDrift(alwaysDrift)), value: learnedAt }),
  },
  {
    name: 'activations',
    garbage: 'set aside',
    build: () => {
      const learner = ready()
      const operator = operatorOf(activations(learner, { layer: -1 }))
      return { operator, value: sampleAt, rejections: learner.rejections }
    },
  },
  {
    name: 'probe',
    garbage: 'set aside',
    build: () => {
      const reader = linearProbe()
      const operator = operatorOf(probe<Sample>(reader, ({ y }) => Number(y)))
      return { operator, value: activationAt, rejections: reader.rejections }
    },
  },
  {
    name: 'project',
    garbage: 'set aside',
    build: () => {
      const pca = onlinePca({ components: 1 })
      return { operator: operatorOf(project(pca)), value: activationAt, rejections: pca.rejections }
    },
  },
  {
    name: 'delayed',
    as: 'by nothing',
    garbage: 'passed on',
    build: () => ({ operator: operatorOf(delayed({ samples: 0 })), value: sampleAt }),
  },
  {
    name: 'delayed',
    as: 'by one sample, with a predictor',
    lead: 2,
    garbage: 'passed on',
    build: () => ({ operator: operatorOf(delayed({ samples: 1, predictor: ready() })), value: sampleAt }),
  },
  {
    name: 'delayed',
    as: 'by a function of the sample',
    lead: 2,
    garbage: 'passed on',
    build: () => ({
      operator: operatorOf(delayed({ samples: ({ y }) => (y === undefined ? 0 : 1) })),
      value: sampleAt,
    }),
  },
  {
    name: 'joinLabels',
    as: 'its requests',
    garbage: 'set aside',
    build: () => {
      const join = (requests$: Observable<Sample>) =>
        joinLabels(requests$, EMPTY, { resume: waiting('outcomes') as never, predictor: ready() })
      return { operator: join as unknown as Operator, value: sampleAt }
    },
  },
  {
    name: 'joinLabels',
    as: 'its outcomes',
    garbage: 'set aside',
    build: () => {
      const join = (outcomes$: Observable<Outcome>) =>
        joinLabels(EMPTY as Observable<Sample>, outcomes$, { resume: waiting('requests') as never })
      return { operator: join as unknown as Operator, value: outcomeAt }
    },
  },
  {
    name: 'forecast',
    garbage: 'set aside',
    build: () => ({
      operator: operatorOf(forecast<number>({ horizon: 2, lags: 3 })),
      value: (index) => Math.sin(index),
    }),
  },
  {
    name: 'forecast',
    as: 'of records',
    garbage: 'set aside',
    build: () => ({
      operator: operatorOf(
        forecast<{ readonly load: number; readonly at: number }>({
          horizon: 2,
          lags: 3,
          of: ({ load }) => load,
          at: ({ at }) => at,
          everyMs: 1000,
        }),
      ),
      value: (index) => ({ load: Math.sin(index), at: index * 1000 }),
    }),
  },
  {
    name: 'ingest',
    garbage: 'passed on',
    build: () => ({ operator: operatorOf(ingest({ now: () => 0 })), value: sampleAt }),
  },
  {
    name: 'predictWith',
    garbage: 'answered',
    build: () => ({
      operator: operatorOf(predictWith(modelThatAsks((x) => ready().predict(x as never)))),
      value: (index) => sampleAt(index).x,
    }),
  },
  {
    name: 'predictWith',
    as: 'of a model',
    garbage: 'answered',
    build: () => {
      const model = modelOf()
      const model$ = modelThatAsks((x) => model.predict(x as never))
      return { operator: operatorOf(predictWith(model$)), value: (index) => sampleAt(index).x }
    },
  },
]

/** What each row is compared with. */
export const native: Operator = map((value) => value)

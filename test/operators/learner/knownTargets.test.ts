import { from, lastValueFrom, toArray } from 'rxjs'
import { describe, expect, it } from 'vitest'
import * as eddy from '../../../src/index.js'
import {
  createLearner,
  createRandom,
  type FeatureDefinition,
  type Learner,
  type LearnerOptions,
  type Prediction,
  type Sample,
  type Target,
} from '../../../src/index.js'
import type { Task } from '../../../src/evaluation/prediction.js'
import { featuresFrom } from '../../../src/features/builtin.js'
import { linkOf } from '../../../src/losses/link.js'
import type { Loss } from '../../../src/losses/loss.js'

/*
 * Nothing about a sample is known before it is predicted. Two learners see one stream, apart from the target of sample t:
 * their predictions for sample t are the same, to the bit.
 */

const COUNT = 24
const LABELS = ['a', 'b', 'c', true, 4, 'late', 'later', 'last']

type Row = {
  readonly n: number
  readonly m: number | null
  readonly day: string
  readonly shop: string
  readonly note: string
}

function rows(seed: number): readonly Row[] {
  const { next } = createRandom(seed)
  return Array.from({ length: COUNT }, (_, i) => ({
    n: next(),
    m: i % 7 === 3 ? null : 100 * next(),
    day: `2024-01-${String(1 + (i % 28)).padStart(2, '0')}`,
    shop: `shop ${Math.floor(5 * next())}`,
    note: next() < 0.5 ? 'the quick brown fox jumps over the dog' : 'it was a dark and stormy night by the sea',
  }))
}

/** Labels come one after the other; the last only late. */
const labelAt = (i: number, { n }: Row): Target => LABELS[Math.floor(n * Math.min(LABELS.length, 1 + i / 4))] ?? 'a'
const numberAt = (_: number, { n, m }: Row): Target => 1000 + 50 * n - (m ?? 0)
/** An output more from the 12th sample on. */
const numbersAt = (i: number, { n }: Row): Target => [n, 1e6 * n, ...(i < 12 ? [] : [-n])]

interface Case {
  readonly name: string
  readonly options: LearnerOptions
  readonly targetAt: (i: number, row: Row) => Target
  /** What the target of one sample is changed to. */
  readonly others: readonly Target[]
}

const tasks: readonly Case[] = [
  {
    name: 'classification',
    options: { task: 'classification' },
    targetAt: labelAt,
    others: ['a', 'never seen'],
  },
  { name: 'regression', options: { task: 'regression' }, targetAt: numberAt, others: [-1e9, [1, 2, 3]] },
  {
    name: 'several outputs',
    options: { task: 'regression' },
    targetAt: numbersAt,
    others: [
      [0, 0, 0],
      [1e9, -1e9, 5, 6, 7],
    ],
  },
]

/** Every feature stage that is exported, with the settings that it can't do without. */
function stages(): readonly FeatureDefinition[] {
  return Object.keys(eddy).flatMap((name) => {
    for (const settings of [{}, { of: ['n', 'm'] }]) {
      try {
        return featuresFrom([{ name, settings }])
      } catch {
        // No stage, or one that wants other settings.
      }
    }
    return []
  })
}

/** Every loss that is exported and that a learner of the task takes. */
const lossesFor = (task: Task): readonly Loss[] =>
  Object.values(eddy).flatMap((make) => {
    try {
      const loss = (make as () => Loss)()
      if (typeof loss.trace !== 'function' || !('target' in loss)) return []
      createLearner({ task, loss, input: 1 })
      return [loss]
    } catch {
      return []
    }
  })

const stagesFor = (stage: FeatureDefinition): readonly FeatureDefinition[] => [
  stage,
  eddy.logCompress(),
  eddy.imputer(),
  eddy.oneHot(),
]

const watcher = { ...eddy.pageHinkley(), name: 'watcher', create: (): eddy.DetectorState => alarmEvery(9) }
/** Says "drift" every so many samples, so that the response is put to the test. */
function alarmEvery(samples: number): eddy.DetectorState {
  let count = 0
  return {
    update: () => (++count % samples === 0 ? 'drift' : 'none'),
    state: () => count,
    restore: (state) => {
      count = Number(state)
    },
  }
}

const settings: readonly (readonly [string, Partial<LearnerOptions>])[] = [
  ['defaults', {}],
  ['another seed', { seed: 5 }],
  ...stages().map((stage) => [`feature ${stage.name}`, { features: stagesFor(stage) }] as const),
  ['layers of its own', { layers: [eddy.layerNorm(), eddy.dense(8), eddy.gelu()] }],
  ['dropout', { layers: [eddy.dense(8), eddy.dropout(0.5), eddy.relu()] }],
  ['a recurrent layer', { layers: [eddy.gru({ units: 4 })] }],
  ['a state for each key', { layers: [eddy.linearRecurrent({ units: 4 })], key: 'shop', maxKeys: 3 }],
  ['not calibrated, targets as they are', { calibrate: false, scaleTarget: false }],
  ['gradients clipped', { clip: { norm: 1 } }],
  ['another optimizer', { optimizer: eddy.adam() }],
  ...(['notify', 'boost', 'challenge'] as const).map(
    (action) => [`drift: ${action}`, { onDrift: { detector: watcher, action } }] as const,
  ),
  ...(['network', 'output', 'optimizer'] as const).map(
    (part) => [`drift: reset ${part}`, { onDrift: { detector: watcher, action: 'reset', part } }] as const,
  ),
]

/** A target as the loss of the options can compare with it. */
function fitting({ loss }: Partial<LearnerOptions>, y: Target): Target {
  const link = loss ? linkOf(loss) : 'identity'
  if (link === 'identity') return y
  // Means with variances don't grow: two at most.
  const numbers = (typeof y === 'object' ? Array.from(y).slice(0, 2) : [Number(y)]).map((number) => {
    if (link === 'exponential') return Math.abs(number) / 1000
    if (link === 'logistic') return number > 0 ? 1 : 0.25
    return link === 'sign' ? (number > 0 ? 1 : -1) : number
  })
  return typeof y === 'object' ? numbers : (numbers[0] ?? 0)
}

const cases = tasks.flatMap(({ name, options, targetAt, others }) =>
  [...settings, ...lossesFor(options.task).map((loss) => [`loss ${loss.name}`, { loss }] as const)].map(
    ([setting, more]: readonly [string, Partial<LearnerOptions>]) => ({
      name: `${name}, ${setting}`,
      options: { ...options, ...more },
      targetAt: (i: number, row: Row): Target => fitting(more, targetAt(i, row)),
      others: others.map((y) => fitting(more, y)),
    }),
  ),
)

const samplesOf = ({ targetAt }: Case, seed: number): readonly Sample[] =>
  rows(seed).map((x, i) => ({ x, y: targetAt(i, x), weight: i % 5 === 0 ? 2 : 1 }))

function after(options: LearnerOptions, samples: readonly Sample[]): Learner {
  const learner = createLearner(options)
  for (const sample of samples) learner.learn(sample)
  return learner
}

const lengthOf = (y: Target | undefined): number => (typeof y === 'object' ? y.length : 1)

it('looks at every feature stage and loss that is exported', () => {
  expect(stages().length).toBeGreaterThanOrEqual(13)
  expect(lossesFor('classification').map(({ name }) => name)).toContain('softmaxCrossEntropy')
  expect(lossesFor('regression').length).toBeGreaterThanOrEqual(6)
})

describe.each(cases)('$name', (one) => {
  const samples = samplesOf(one, 3)

  it('predicts the same whatever the target is', () => {
    for (const t of [0, 1, COUNT - 1]) {
      const before = samples.slice(0, t)
      const predictionOf = (y: Target | undefined): Prediction | undefined =>
        after(one.options, before).learn({ ...(samples[t] as Sample), y: y as Target })?.prediction
      const prediction = predictionOf(samples[t]?.y)
      expect(prediction).toBeDefined()
      for (const y of one.others) {
        // Fewer numbers than before are set aside, and others than before where variances stand behind the means.
        const [length, known] = [lengthOf(y), t === 0 ? 0 : lengthOf(before.at(-1)?.y)]
        const isFixed = one.options.loss !== undefined && linkOf(one.options.loss) === 'meanAndVariance'
        if (one.options.task === 'regression' && (length < known || (isFixed && known > 0 && length !== known)))
          continue
        expect(predictionOf(y), `sample ${t}, target ${String(y)}`).toEqual(prediction)
      }
    }
  })

  it('predicts in `learn` what `predictSample` says once the features of the sample are counted', () => {
    for (const t of [0, 1, COUNT - 1]) {
      const [learner, twin] = [after(one.options, samples.slice(0, t)), after(one.options, samples.slice(0, t))]
      const width = twin.features.width
      twin.features.count(samples[t]?.x ?? {})
      // A sample that brings a new input has nothing to be compared with: the model has no place for it yet.
      if (twin.features.width !== width) continue
      expect(learner.learn(samples[t] as Sample)?.prediction).toEqual(twin.predictSample(samples[t] as Sample))
    }
  })
})

describe('without stages that count', () => {
  it.each(tasks)('$name: `learn` predicts what `predict` says just before', ({ options, targetAt }) => {
    const learner = createLearner({ ...options, features: [] })
    rows(4).forEach((row, i) => {
      const x = [row.n, row.m ?? 0]
      const said = learner.predict(x)
      expect(learner.learn({ x, y: targetAt(i, row) })?.prediction).toEqual(said)
    })
  })
})

describe('labels that come late', () => {
  it.each(tasks)('$name: the answer is the one of the time of asking, whatever the target is', async (one) => {
    const samples = samplesOf({ ...one }, 5)
    const predictionsWith = async (changed: readonly Sample[]): Promise<readonly Prediction[]> => {
      const learner = createLearner(one.options)
      const late$ = from(changed).pipe(eddy.delayed({ samples: 7, predictor: learner }), eddy.learn(learner), toArray())
      return (await lastValueFrom(late$)).map(({ prediction }) => prediction)
    }
    const t = 13
    const other = one.others[0] as Target
    const changed = samples.map((sample, i) => (i === t ? { ...sample, y: other } : sample))
    // Until the label of sample t is known, nothing differs.
    const until = t + 7
    expect((await predictionsWith(changed)).slice(0, until)).toEqual((await predictionsWith(samples)).slice(0, until))
  })
})

describe('before anything is known', () => {
  it('there is no prediction: no class, no target', () => {
    const classifier = createLearner({ task: 'classification' })
    const nothing = { label: undefined, probabilities: new Float32Array(0), classes: [], unpredicted: true }
    expect(classifier.predict({ a: 1 })).toEqual({ task: 'classification', ...nothing })
    expect(classifier.learn({ x: { a: 1 }, y: 'p' })?.prediction).toEqual({ task: 'classification', ...nothing })
    const regressor = createLearner({ task: 'regression' })
    const unknown = { task: 'regression', value: Number.NaN, values: new Float32Array(0), unpredicted: true }
    expect(regressor.predict({ a: 1 })).toEqual(unknown)
    expect(regressor.learn({ x: { a: 1 }, y: 1e6 })?.prediction).toEqual(unknown)
    expect(regressor.learn({ x: { a: 1 }, y: 1e6 })?.prediction).toMatchObject({ value: 1e6 })
  })

  it('classes that were given are equally likely, and one that was not given has no place', () => {
    const learner = createLearner({ task: 'classification', classes: ['a', 'b'], layers: [eddy.dense(3)] })
    const { prediction } = learner.learn({ x: [1], y: 'c' }) ?? {}
    expect(prediction).toEqual({
      task: 'classification',
      label: 'a',
      probabilities: Float32Array.of(0.5, 0.5),
      classes: ['a', 'b'],
    })
    expect(learner.classes).toEqual(['a', 'b', 'c'])
  })

  it('a sample that is set aside makes no class and no scale known', () => {
    const learner = createLearner({ task: 'classification', features: [] })
    learner.learn({ x: { a: 'text' }, y: 'p' })
    expect([learner.rejections.count, learner.classes]).toEqual([1, []])
    const scaled = createLearner({ task: 'regression', features: [] })
    scaled.learn({ x: { a: 'text' }, y: 5 })
    expect(scaled.predict([1])).toMatchObject({ unpredicted: true })
  })

  it('a snapshot and a restored learner say so too', () => {
    for (const options of [{ task: 'classification' }, { task: 'regression' }] as const) {
      const learner = createLearner({ ...options, input: 1 })
      const snapshot = eddy.captureSnapshot(learner)
      expect(eddy.createPredictor(snapshot).predict([1])).toEqual(learner.predict([1]))
      expect(eddy.restoreLearner(snapshot).predict([1])).toEqual(learner.predict([1]))
      expect(learner.predict([1])).toMatchObject({ unpredicted: true })
    }
  })
})

describe('the classes of a prediction', () => {
  it('stay as they were, cannot be written, and are one array until a class is appended', () => {
    const learner = createLearner({ task: 'classification' })
    const classesAt = 'aabbbac'.split('').map((y, i) => {
      const { prediction } = learner.learn({ x: [i % 2], y }) ?? {}
      return prediction?.task === 'classification' ? prediction.classes : []
    })
    expect(classesAt).toEqual([[], ['a'], ['a'], ['a', 'b'], ['a', 'b'], ['a', 'b'], ['a', 'b']])
    expect(classesAt[6]).toBe(classesAt[3])
    for (const classes of [...classesAt, learner.classes]) expect(Object.isFrozen(classes)).toBe(true)
  })
})

import { from, lastValueFrom, map, Subject, toArray, zip } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  type Answer,
  captureSnapshot,
  createLearner,
  createPredictor,
  type Features,
  gru,
  type Learner,
  predict,
  type Rejection,
  type Sample,
} from '../../src/index.js'

const learnedOf = (samples: readonly Sample[], learner: Learner): Learner => {
  for (const sample of samples) learner.learn(sample)
  return learner
}
const vectors = (): Learner<'regression'> =>
  learnedOf(
    Array.from({ length: 20 }, (_, i) => ({ x: [i % 3, i % 5], y: i % 3 })),
    createLearner({ task: 'regression' }),
  ) as Learner<'regression'>
const answersTo = (learner: Learner, questions: readonly unknown[]): Promise<Answer[]> =>
  lastValueFrom(from(questions as Features[]).pipe(predict(learner), toArray()))

describe('predict', () => {
  it('gives each question one answer, in order, so that zip pairs them', async () => {
    const learner = vectors()
    const questions = [[1, 2], [1], { x: [2, 3] }, 'no question', null, [Number.NaN, 1], [0, 1]]
    const question$ = new Subject<Features>()
    const paired = lastValueFrom(zip(question$, question$.pipe(predict(learner))).pipe(toArray()))
    for (const question of questions) question$.next(question as Features)
    question$.complete()
    const pairs = await paired
    expect(pairs.map(([question]) => question)).toEqual(questions)
    expect(pairs.map(([, answer]) => answer.rejected?.code)).toEqual([
      undefined,
      'ERR_INPUT_LENGTH',
      undefined,
      'ERR_INPUT_TYPE',
      'ERR_INPUT_TYPE',
      'ERR_INPUT_VALUE',
      undefined,
    ])
    for (const [question, answer] of pairs) {
      if (answer.rejected) expect(answer.value).toBeUndefined()
      else expect(answer).toEqual(learner.predict(question))
    }
  })

  it('says why, in the answer and on `rejected$`', async () => {
    const learner = vectors()
    const rejections: Rejection[] = []
    learner.rejected$.subscribe((rejection) => rejections.push(rejection))
    const [answer] = await answersTo(learner, [[1]])
    expect(answer).toEqual({ rejected: { code: 'ERR_INPUT_LENGTH', reason: expect.stringContaining('2') } })
    expect(rejections).toEqual([{ sample: [1], ...answer?.rejected }])
  })

  it('answers what throws when it is read', async () => {
    const hostile = new Proxy({}, { get: () => fail(), has: () => fail(), ownKeys: () => fail() })
    const getter = {
      get x(): readonly number[] {
        return fail()
      },
    }
    const answers = await answersTo(vectors(), [hostile, getter, [1, 2]])
    expect(answers.map(({ rejected }) => rejected?.code)).toEqual(['ERR_SAMPLE', 'ERR_SAMPLE', undefined])
  })

  it('answers while nothing is known: unpredicted', async () => {
    expect(await answersTo(createLearner({ task: 'classification' }), [[1], { a: 1 }])).toMatchObject([
      { unpredicted: true, label: undefined },
      { unpredicted: true, label: undefined },
    ])
  })

  it('has typed answers', async () => {
    const learner = createLearner({ task: 'classification', classes: ['a'] })
    const labels = await lastValueFrom(
      from([[1]]).pipe(
        predict(learner),
        map((answer) => (answer.rejected ? answer.rejected.reason : answer.label)),
        toArray(),
      ),
    )
    expect(labels).toEqual(['a'])
    // Without a look at `rejected`, too.
    from([[1]])
      .pipe(predict(learner))
      .subscribe(({ label, probabilities }) => expect([label, probabilities?.length]).toEqual(['a', 1]))
  })
})

describe('a question that has a field x', () => {
  const day = new Date(Date.UTC(2024, 0, 1))
  const records: readonly (readonly [string, object, object])[] = [
    ['a number', { x: 0.3, y: 0.8 }, { x: 0.4, y: 0.1 }],
    ['missing: null', { x: 1, z: 1 }, { x: null, z: 1 }],
    ['missing: undefined', { x: 1, z: 1 }, { x: undefined, z: 1 }],
    ['a text', { x: 'red', z: 1 }, { x: 'red', z: 2 }],
    ['true or false', { x: true, z: 1 }, { x: false, z: 2 }],
    ['a date', { x: day, z: 1 }, { x: day, z: 2 }],
  ]

  it.each(records)(
    'is a record where that is %s: for the operator, the method and a predictor',
    async (_, known, question) => {
      const learner = createLearner({ task: 'regression' })
      for (let i = 0; i < 20; i++) learner.learn({ x: known, y: i % 4 })
      const wanted = learner.predictSample({ x: question })
      expect(wanted.value).toSatisfy(Number.isFinite)
      expect(learner.predict(question)).toEqual(wanted)
      expect(await answersTo(learner, [question])).toEqual([wanted])
      expect(createPredictor(captureSnapshot(learner)).predict(question)).toEqual(wanted)
    },
  )

  it.each([
    ['a vector', [1, 2]],
    ['a typed array', Float32Array.of(1, 2)],
  ])('is a sample where that is %s, with the state of its key', async (_, x) => {
    const learner = createLearner({ task: 'regression', layers: [gru({ units: 3 })], features: [] })
    for (let i = 0; i < 30; i++) learner.learn({ x: [i % 3, i % 5], y: i % 7, key: i % 2 > 0 ? 'a' : 'b' })
    const sample = { x, key: 'a', y: 5 }
    const wanted = learner.predictSample(sample)
    expect(wanted).not.toEqual(learner.predictSample({ x, key: 'b' }))
    expect(learner.predict(sample)).toEqual(wanted)
    expect(learner.predict({ x, key: 'b' }, 'a')).toEqual(wanted)
    expect(await answersTo(learner, [sample])).toEqual([wanted])
    expect(createPredictor(captureSnapshot(learner)).predict(sample)).toEqual(wanted)
  })

  it('is a sample where that is a record', () => {
    const learner = createLearner({ task: 'regression' })
    for (let i = 0; i < 20; i++) learner.learn({ x: { a: i % 3 }, y: i % 3 })
    expect(learner.predict({ x: { a: 2 }, y: 1 })).toEqual(learner.predict({ a: 2 }))
  })
})

function fail(): never {
  throw new Error('hostile')
}

import { from } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  backward,
  createLearner,
  createModel,
  createRandom,
  delayed,
  dense,
  forward,
  gru,
  learn,
  type Learner,
  type LearnerOptions,
  linearRecurrent,
  loss,
  predict,
  type Prediction,
  type Sample,
  sgd,
  squaredError,
  tanh,
  update,
  captureSnapshot,
  restoreModel,
  type Unanswered,
} from '../../../src/index.js'

/* Learners whose layers keep a state for each key. */

const layers = [gru({ units: 6, window: 3 }), dense(5), tanh()]

const learnerOf = (options: Partial<LearnerOptions> = {}): Learner =>
  createLearner({ task: 'regression', layers, seed: 3, ...options })

/** What a sensor shows depends on its own samples before. */
function readings(count: number, seed: number, sensor: string): Sample[] {
  const { next } = createRandom(seed)
  let level = 0
  return Array.from({ length: count }, () => {
    const push = next() - 0.5
    level = 0.8 * level + push
    return { x: { push, sensor }, y: level, id: sensor }
  })
}

const withoutKey = (sample: Sample): Sample => {
  const { push } = sample.x as { push: number }
  return { ...sample, x: [push], ...(sample.id === undefined ? {} : { key: sample.id }) }
}

const numberOf = (prediction: Prediction | Unanswered): number =>
  prediction.task === 'regression' ? prediction.value : Number.NaN

describe('the key of a sample', () => {
  const samples = readings(40, 1, 'a').flatMap((sample, at) => [sample, readings(40, 2, 'b')[at] ?? sample])
  const keysOf = (learner: Learner): unknown => learner.model?.state.streams.keys
  const taught = (options: Partial<LearnerOptions>, given: readonly Sample[]): Learner => {
    const learner = learnerOf(options)
    for (const sample of given) expect(learner.learn(sample)).toBeDefined()
    return learner
  }

  it('is a field of its record, or of the sample, or what a function says, or its own', () => {
    expect(keysOf(taught({ key: 'sensor' }, samples))).toEqual(['a', 'b'])
    expect(keysOf(taught({ key: 'id' }, samples))).toEqual(['a', 'b'])
    expect(keysOf(taught({ key: ({ id }) => `${id}!` }, samples))).toEqual(['a!', 'b!'])
    expect(keysOf(taught({}, samples.map(withoutKey)))).toEqual(['a', 'b'])
    expect(keysOf(taught({}, samples))).toEqual([''])
    const other = samples.map((sample) => ({ ...sample, key: { no: 'key' } }) as unknown as Sample)
    expect(keysOf(taught({}, other))).toEqual([''])
    expect(taught({ layers: [dense(2)] }, other).samples).toBe(other.length)
  })

  it('missing or of another type sets the sample aside, and nothing moves', () => {
    const learner = taught({ key: 'sensor' }, samples)
    const before = learner.model?.state
    const reasons: string[] = []
    learner.rejected$.subscribe(({ code, reason }) => reasons.push(`${code} ${reason}`))
    expect(learner.learn({ x: { push: 1 }, y: 1 })).toBeUndefined()
    expect(learner.learn({ x: { push: 1, sensor: null }, y: 1 })).toBeUndefined()
    expect(learner.observe({ x: { push: 1, sensor: true } })).toBe(false)
    expect(reasons).toEqual([
      'ERR_KEY expected a text or a number as `sensor`, got undefined',
      'ERR_KEY expected a text or a number as `sensor`, got null',
      'ERR_KEY expected a text or a number as `sensor`, got true (boolean)',
    ])
    expect(learner.model?.state).toEqual(before)
    expect(() => learner.predict({ push: 1 })).toThrow(expect.objectContaining({ code: 'ERR_KEY' }))
  })

  it('chooses the state that a prediction starts from', () => {
    const learner = taught(
      { key: 'id', features: [] },
      samples.map((sample) => ({ ...withoutKey(sample) })),
    )
    const x = [0.1]
    const [a, b] = ['a', 'b'].map((id) => numberOf(learner.predictSample({ x, id })))
    expect(a).not.toBe(b)
    expect(numberOf(learner.predict(x, 'a'))).toBe(a)
    const seen: number[] = []
    from([
      { x, id: 'b' },
      { x, id: 'a' },
    ])
      .pipe(predict(learner))
      .subscribe((prediction) => seen.push(numberOf(prediction)))
    expect(seen).toEqual([b, a])
  })

  it('is used by late labels too: the prediction of their time comes from their stream', () => {
    const learner = taught({ features: [] }, samples.map(withoutKey))
    const question = { x: [0.3], y: 0, key: 'b' }
    const asked = numberOf(learner.predictSample(question))
    const learned: number[] = []
    from([question])
      .pipe(delayed({ samples: 3, predictor: learner }), learn(learner))
      .subscribe(({ prediction }) => learned.push(numberOf(prediction)))
    expect(learned).toEqual([asked])
  })
})

describe('a learner with a state', () => {
  it('learns what a network without one cannot know', () => {
    const errorOf = (options: Partial<LearnerOptions>): number => {
      const learner = learnerOf({ features: [], ...options })
      let error = 0
      const [a, b] = [readings(1500, 1, 'a'), readings(1500, 2, 'b')]
      a.flatMap((sample, at) => [sample, b[at] ?? sample]).forEach((sample, at) => {
        const { push } = sample.x as { push: number }
        const learned = learner.learn({ ...sample, x: [push] })
        if (learned && at >= 2000) error += Math.abs(numberOf(learned.prediction) - Number(sample.y)) / 1000
      })
      return error
    }
    const memoryless = errorOf({ layers: [dense(6), tanh()] })
    const key = ({ id = '' }: Sample): string => id
    expect(errorOf({ key })).toBeLessThan(0.7 * memoryless)
    expect(errorOf({ key, layers: [linearRecurrent({ units: 6 })] })).toBeLessThan(0.7 * memoryless)
    // One stream for both sensors mixes them up.
    expect(errorOf({ key: () => 'all' })).toBeGreaterThan(errorOf({ key }))
  })

  it('observing a sample moves its state as learning does, and no weight', () => {
    const [one, other] = [learnerOf({ features: [], input: 1 }), learnerOf({ features: [], input: 1 })]
    for (const sample of readings(9, 4, 'a').map(withoutKey)) {
      expect(one.observe(sample)).toBe(true)
      other.model?.observe(sample.x as number[], sample.key)
    }
    expect(one.samples).toBe(0)
    expect(one.model?.state).toEqual(other.model?.state)
    expect(one.observe({ x: [1, 2] })).toBe(false)
    expect(createLearner({ task: 'regression' }).observe({ x: [1] })).toBe(false)
  })

  it('keeps its states when a feature appears', () => {
    const learner = learnerOf({ features: [] })
    for (const { x, y } of readings(50, 5, 'a')) {
      const { push } = x as { push: number }
      learner.learn({ x: { push }, y: Number(y) })
    }
    const { model } = learner
    learner.learn({ x: { push: 0.1, late: 0 }, y: 0, weight: 0 })
    expect(learner.model).not.toBe(model)
    const [before, after] = [model, learner.model].map(
      (known) => known?.predict(new Float32Array(known.inputLength))[0],
    )
    const fresh = learnerOf({ features: [], input: 2 }).model
    expect(learner.model?.state.streams.keys).toEqual([''])
    expect(after).not.toBe(fresh?.predict([0, 0])[0])
    expect(Math.abs((after ?? 0) - (before ?? 0))).toBeLessThan(0.2)
  })
})

describe('the four operators with a state', () => {
  const build = () => createModel({ input: 1, layers: [gru({ units: 4, window: 3 }), dense(1)], seed: 2 })
  const train = (samples: readonly { x: number[]; y?: number; key?: string }[]) => {
    const model = build()
    const emitted: number[] = []
    from(samples)
      .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 })))
      .subscribe(({ step }) => emitted.push(step))
    return { model, emitted }
  }

  it('a sample goes with the state of its key', () => {
    const stream = (key: string, seed: number) =>
      readings(20, seed, key).map(({ x, y }) => ({ x: [(x as { push: number }).push], y: Number(y), key }))
    const [a, b] = [stream('a', 1), stream('b', 2)]
    const { model } = train(a.flatMap((sample, at) => [sample, b[at] ?? sample]))
    expect(model.state.streams.keys).toEqual(['a', 'b'])
  })

  it('a step that is set aside on the way moves the state back', () => {
    const good = readings(9, 3, 'a').map(({ x, y }) => ({ x: [(x as { push: number }).push], y: Number(y) }))
    const bad = [{ x: [0.5] }, { x: [0.5], y: Number.NaN }, { x: [Number.NaN], y: 1 }, { x: [0.4], y: 3e38 }]
    const { model, emitted } = train(good.flatMap((sample, at) => [sample, bad[at % 4] ?? sample]))
    const direct = train(good)
    expect(emitted).toEqual(direct.emitted)
    expect(model.rejections.count).toBe(9)
    expect(model.state).toEqual(direct.model.state)
  })

  it.each([null, Number.NaN, Infinity, {}, [], true, Symbol('k'), 10n, new Date(0), Object.create(null)])(
    'a sample with %s as key is set aside: no file could hold its state',
    (key) => {
      const bad = { x: [0.5], y: 1, key: key as string }
      const good = { x: [0.5], y: 1, key: 'a' }
      const model = build()
      const told: string[] = []
      model.rejections.listen(({ code, reason }) => told.push(`${code} ${reason}`))
      const samples = from([good, bad, [bad], good])
      samples.pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.1 }))).subscribe()
      expect(model.observe([0.5], key as string)).toBe(false)
      expect(told).toEqual(
        Array.from({ length: 3 }, () => expect.stringMatching(/^ERR_KEY expected a text or a number/)),
      )
      expect(model.state).toEqual(train([good, good]).model.state)
      expect(() => model.predict([0.5], key as string)).toThrow(expect.objectContaining({ code: 'ERR_KEY' }))
      expect(restoreModel(captureSnapshot(model, { optimizer: true })).state).toEqual(model.state)
    },
  )

  it('a key says nothing to a model that keeps no state', () => {
    const model = createModel({ input: 1, layers: [dense(1)], seed: 1 })
    from([{ x: [1], y: 1, key: null as never }])
      .pipe(forward(model))
      .subscribe()
    expect(model.rejections.count).toBe(0)
  })

  it('a batch is an error that says why', () => {
    const model = build()
    const errors: unknown[] = []
    from([
      [
        { x: [1], y: 1 },
        { x: [2], y: 2 },
      ],
    ])
      .pipe(forward(model))
      .subscribe({ error: (error) => errors.push(error) })
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_BATCH' })])
    expect(model.state.streams.keys).toEqual([])
  })

  it('two models in a row each keep their own, also a frozen one', () => {
    const encoder = createModel({ input: 1, layers: [gru({ units: 3, window: 2 })], seed: 2 })
    const head = createModel({ input: 3, layers: [gru({ units: 2, window: 2 }), dense(1)], seed: 3 })
    const before = [...encoder.parameters]
    from(readings(9, 3, 'a').map(({ x, y }) => ({ x: [(x as { push: number }).push], y: Number(y), key: 'k' })))
      .pipe(
        forward(encoder),
        forward(head),
        loss(squaredError()),
        backward(),
        update(sgd({ learningRate: 0.1 }), { only: [head] }),
      )
      .subscribe()
    expect(encoder.state.streams.keys).toEqual(['k'])
    expect(head.state.streams.keys).toEqual(['k'])
    expect([...encoder.parameters]).toEqual(before)
  })
})

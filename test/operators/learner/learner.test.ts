import { from, map, Subject } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { describe, expect, it } from 'vitest'
import {
  adam,
  backward,
  createLearner,
  createModel,
  createRandom,
  dense,
  forward,
  type Learned,
  learn,
  loss,
  predict,
  type Sample,
  softmaxCrossEntropy,
  tanh,
  update,
} from '../../../src/index.js'

/** Two features; the label says in which of three rings the point lies. */
const rings = (count: number, seed = 1): Sample[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const x = [random.next() * 2 - 1, random.next() * 2 - 1]
    const radius = Math.hypot(x[0] ?? 0, x[1] ?? 0)
    return { x, y: radius < 0.5 ? 'inner' : radius < 0.9 ? 'middle' : 'outer' }
  })
}

describe('learn', () => {
  it('learns labels it has never been told of', () => {
    const learner = createLearner({ task: 'classification', seed: 1 })
    const hits: boolean[] = []
    from(rings(6000))
      .pipe(learn(learner))
      .subscribe(({ prediction, target }) => {
        if (prediction.task === 'classification') hits.push(prediction.label === target)
      })
    expect(hits.slice(-1000).filter(Boolean).length).toBeGreaterThan(850)
    expect([...learner.classes].sort()).toEqual(['inner', 'middle', 'outer'])
  })

  it('is the four operators, to the last bit', () => {
    const layers = [dense(7), tanh()]
    const data = rings(500).map(({ x, y }) => ({ x, y: ['inner', 'middle', 'outer'].indexOf(String(y)) }))
    const learner = createLearner({
      task: 'classification',
      classes: [0, 1, 2],
      features: [],
      layers,
      optimizer: adam(),
      loss: softmaxCrossEntropy(),
      seed: 5,
    })
    from(data).pipe(learn(learner)).subscribe()
    const model = createModel({ input: 2, layers: [...layers, dense(3)], seed: 5 })
    from(data as { x: number[]; y: number }[])
      .pipe(forward(model), loss(softmaxCrossEntropy()), backward(), update(adam()))
      .subscribe()
    expect(Array.from(learner.model?.parameters ?? [])).toEqual(Array.from(model.parameters))
  })

  it('appends a class: what was learned, and the optimizer, stay where they are', () => {
    const learner = createLearner({ task: 'classification', classes: ['inner', 'middle'], optimizer: adam(), seed: 2 })
    const known = rings(800).filter(({ y }) => y !== 'outer')
    from(known).pipe(learn(learner)).subscribe()
    const x = [0.1, 0.2]
    const before = learner.predict(x)
    const hidden = Array.from(learner.model?.parameters.subarray(0, 64 * 4) ?? [])
    const steps = learner.model?.steps
    learner.learn({ x: [0.99, 0.99], y: 'outer', weight: 0 })
    expect(learner.model?.steps).toBe((steps ?? 0) + 1)
    expect(learner.classes).toEqual(['inner', 'middle', 'outer'])
    const after = learner.predict(x)
    if (before.task !== 'classification' || after.task !== 'classification') throw new Error('wrong task')
    const [a = 0, b = 0] = before.probabilities
    const [c = 0, d = 0] = after.probabilities
    expect(after.probabilities).toHaveLength(3)
    // Adam's moments go on, so the weights still move a little in a step without gradient.
    expect(Math.log(c / d)).toBeCloseTo(Math.log(a / b), 0)
    expect(Array.from(learner.model?.parameters.subarray(0, 64 * 4) ?? [])).not.toEqual(hidden)
  })

  it('sets bad samples aside and goes on', () => {
    const learner = createLearner({ task: 'regression', input: 2 })
    const codes: string[] = []
    learner.rejected$.subscribe(({ code }) => codes.push(code))
    const bad = [
      { x: [1], y: 1 },
      { x: [1, Number.NaN], y: 1 },
      { x: [1, 2] },
      { x: [1, 2], y: 'three' },
      { x: null, y: 1 },
      { x: [1, 2], y: Number.POSITIVE_INFINITY },
      { x: ['1', 2], y: 1 },
    ] as unknown as Sample[]
    const seen: Learned[] = []
    from([...bad, { x: [1, 2], y: 3 }])
      .pipe(learn(learner))
      .subscribe((learned) => seen.push(learned))
    expect(codes).toEqual([
      'ERR_INPUT_LENGTH',
      'ERR_INPUT_VALUE',
      'ERR_TARGET_MISSING',
      'ERR_TARGET_VALUE',
      'ERR_INPUT_TYPE',
      'ERR_TARGET_VALUE',
      'ERR_INPUT_TYPE',
    ])
    expect(seen).toHaveLength(1)
  })

  it('keeps the order when a subscriber feeds the source', () => {
    const learner = createLearner({ task: 'regression', input: 1, layers: [] })
    const source = new Subject<Sample>()
    const order: unknown[] = []
    source.pipe(learn(learner)).subscribe(({ target }) => {
      if (target === 1) {
        source.next({ x: [1], y: 2 })
        source.next({ x: [1], y: 3 })
      }
      order.push(target)
    })
    source.next({ x: [1], y: 1 })
    source.next({ x: [1], y: 4 })
    expect(order).toEqual([1, 2, 3, 4])
  })

  it.each([
    ['-', '-'],
    ['|', '|'],
    ['a--b-|', 'x--y-|'],
    ['-a-#', '-x-#'],
  ])('marbles %s give %s', (input, wanted) => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(({ cold, expectObservable }) => {
      const learner = createLearner({ task: 'regression' })
      const source = cold<Sample>(input, { a: { x: [1, 2], y: 1 }, b: { x: [2, 1], y: 0 } })
      expectObservable(
        source.pipe(
          learn(learner),
          map(({ samples }) => samples),
        ),
      ).toBe(wanted, { x: 1, y: 2 })
    })
  })

  it('says that it cannot predict before it has learned, and predicts without side effects after', () => {
    const learner = createLearner({ task: 'regression' })
    expect(learner.predict([1, 2])).toMatchObject({ value: Number.NaN, unpredicted: true })
    learner.learn({ x: [1, 2], y: 3 })
    const bits = Array.from(learner.model?.parameters ?? [])
    const values: number[] = []
    from([{ x: [1, 2] }, [1, 2], [1]] as (Sample | number[])[])
      .pipe(predict(learner))
      .subscribe((p) => values.push(p.task === 'regression' ? p.value : 0))
    // The last is too short: its answer says so.
    expect(values).toEqual([values[1], values[0], 0])
    expect(learner.rejections.count).toBe(1)
    expect(Array.from(learner.model?.parameters ?? [])).toEqual(bits)
  })
})

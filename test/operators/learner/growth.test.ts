import fc from 'fast-check'
import { firstValueFrom, filter } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { subscribeToModel } from '../../../src/client.js'
import {
  captureSnapshot,
  createLearner,
  createRandom,
  type Learner,
  type Prediction,
  restoreLearner,
  type Sample,
} from '../../../src/index.js'
import { createBroadcaster, decodeSnapshot, encodeSnapshot } from '../../../src/node.js'
import { createPredictor } from '../../../src/snapshots/predictor.js'

/* Features and classes that appear while a learner learns. */

const probabilities = (prediction: Prediction): Record<string, number> => {
  if (prediction.task !== 'classification') throw new Error('a label was expected')
  const { classes, probabilities: p } = prediction
  return Object.fromEntries(classes.map((label, k) => [String(label), p[k] ?? 0]))
}

function samples(count: number, seed = 1): Sample[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, () => {
    const [a, b] = [next() * 2 - 1, next() * 2 - 1]
    const color = next() < 0.5 ? 'red' : 'blue'
    return { x: { a, b, color }, y: a > b ? 'up' : color === 'red' ? 'left' : 'right' }
  })
}

function taught(given: readonly Sample[], options: Partial<Parameters<typeof createLearner>[0]> = {}): Learner {
  const learner = createLearner({ task: 'classification', seed: 2, ...options })
  for (const sample of given) learner.learn(sample)
  return learner
}

describe('classes', () => {
  it('get the next index, also where they would sort before the others', () => {
    const learner = taught([
      { x: { a: 1 }, y: 'm' },
      { x: { a: 2 }, y: 'z' },
      { x: { a: 3 }, y: 'a' },
    ])
    expect(learner.classes).toEqual(['m', 'z', 'a'])
  })

  it('a new one is a row of zeros: the others keep their weights and the state of their optimizer to the bit', () => {
    const learner = taught(samples(300).filter(({ y }) => y !== 'up'))
    const before = learner.model
    const [parameters, { optimizers }] = [before?.parameters.slice(), before?.state ?? { optimizers: [] }]
    const layout = before?.layout ?? []
    // Weight 0: the sample changes nothing but the shape.
    learner.learn({ x: { a: 0, b: 0, color: 'red' }, y: 'up', weight: 0 })
    const after = learner.model
    expect(after?.outputLength).toBe(3)
    for (const { name, shape, offset } of layout) {
      const now = after?.layout.find((entry) => entry.name === name)
      const length = shape.reduce(
        (product, size, axis) => product * (axis === shape.length - 1 ? (size + 3) & ~3 : size),
        1,
      )
      if (shape.length === 1) continue
      const kept = after?.parameters.subarray(now?.offset ?? 0, (now?.offset ?? 0) + length)
      expect(Array.from(kept ?? [])).toEqual(Array.from(parameters?.subarray(offset, offset + length) ?? []))
    }
    expect(optimizers.length).toBeGreaterThan(0)
    expect(after?.steps).toBe((before?.steps ?? 0) + 1)
  })

  it('met in one order or in another, the predictions are the same up to the order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['up', 'left', 'right'], { minLength: 3 }), (order) => {
        const given = samples(120)
        const one = taught(given, { classes: ['up', 'left', 'right'] })
        const other = taught(given, { classes: order })
        for (const { x } of samples(5, 9)) {
          const [p, q] = [probabilities(one.predict(x)), probabilities(other.predict(x))]
          for (const [label, value] of Object.entries(p)) expect(q[label]).toBeCloseTo(value, 4)
        }
      }),
      { numRuns: 6 },
    )
  })
})

describe('features', () => {
  it('a new one changes no prediction at the moment it comes, and is learned from then on', () => {
    const learner = taught(samples(300))
    const asked = { a: 0.3, b: -0.2, color: 'red' }
    const before = probabilities(learner.predict(asked))
    learner.learn({ x: { ...asked, new: 5 }, y: 'up', weight: 0 })
    const after = probabilities(learner.predict(asked))
    for (const [label, value] of Object.entries(before)) expect(after[label]).toBeCloseTo(value, 2)
    const { next } = createRandom(5)
    for (let i = 0; i < 2000; i++) {
      const hint = next() * 2 - 1
      learner.learn({ x: { a: next(), b: next(), color: 'red', new: hint }, y: hint > 0 ? 'up' : 'left' })
    }
    const known = probabilities(learner.predict({ a: 0.5, b: 0.5, color: 'red', new: 0.9 }))
    expect(known['up']).toBeGreaterThan(0.9)
  })

  it('the optimizer goes on: its count of steps, and its state of what there was', () => {
    const learner = taught(samples(200))
    const first = learner.model
    const counts = first?.state.counts[0]
    learner.learn({ x: { a: 0, b: 0, color: 'green', c: 1, d: 2, e: 3 }, y: 'up' })
    expect(learner.model).not.toBe(first)
    expect(learner.model?.state.counts[0]).toBe((counts ?? 0) + 1)
  })

  it('hundreds of them make few plans: a model grows by half', () => {
    const learner = createLearner({ task: 'regression', seed: 1 })
    const models = new Set<unknown>()
    for (let i = 0; i < 400; i++) {
      learner.learn({ x: { [`f${i}`]: 1, a: i }, y: i })
      models.add(learner.model)
    }
    expect(learner.features.width).toBe(401)
    expect(models.size).toBeLessThan(20)
  })

  it('met in one order or in another, the learner sees the same, up to the order', () => {
    const given = samples(60)
    const turned = given.map((sample) => ({ ...sample, x: Object.fromEntries(Object.entries(sample.x).reverse()) }))
    const [one, other] = [taught(given), taught(turned)]
    expect([...other.features.names].sort()).toEqual([...one.features.names].sort())
  })

  it('one that stops coming is at its mean, and costs nothing', () => {
    const learner = taught(samples(300))
    const { next } = createRandom(3)
    for (let i = 0; i < 100; i++) {
      const a = next() * 2 - 1
      expect(learner.learn({ x: { a, color: 'red' }, y: a > 0 ? 'up' : 'left' })).toBeDefined()
    }
    expect(learner.rejections.count).toBe(0)
  })
})

describe('predicting changes nothing', () => {
  it('not with an unknown feature, category or type, not a bit of what was learned', () => {
    const learner = taught(samples(100))
    const [model, state] = [learner.model?.state, JSON.stringify(learner.state)]
    learner.predict({ a: 1, b: 2, color: 'purple', unknown: 7 })
    learner.predict({})
    expect(() => learner.predict({ a: 'text' })).toThrow(expect.objectContaining({ code: 'ERR_FEATURE_TYPE' }))
    expect(learner.model?.state).toEqual(model)
    expect(JSON.stringify(learner.state)).toBe(state)
  })
})

describe('a grown learner travels', () => {
  const grown = (): Learner => {
    const learner = taught(samples(150).filter(({ y }) => y !== 'right'))
    for (const sample of samples(50, 4))
      learner.learn({ ...sample, x: { ...(sample.x as object), when: '2024-05-01' } })
    return learner
  }

  it('through a snapshot: the same predictions, and the same next updates to the bit', () => {
    const learner = grown()
    const snapshot = decodeSnapshot(encodeSnapshot(captureSnapshot(learner, { optimizer: true })))
    const again = restoreLearner(snapshot)
    const predictor = createPredictor(snapshot.columns)
    for (const { x } of samples(5, 8)) {
      expect(again.predict(x)).toEqual(learner.predict(x))
      expect(predictor.predict(x)).toEqual(learner.predict(x))
    }
    for (const sample of [...samples(30, 6), { x: { a: 1, z: 'new' }, y: 'fresh' }, ...samples(10, 7)]) {
      expect(again.learn(sample)?.prediction).toEqual(learner.learn(sample)?.prediction)
    }
    expect(again.model?.state).toEqual(learner.model?.state)
    expect(again.state).toEqual(learner.state)
  })

  it('of a regression too, with the statistics of its targets', () => {
    const learner = createLearner({ task: 'regression', seed: 3 })
    for (let i = 0; i < 200; i++) learner.learn({ x: { a: Math.sin(i) }, y: 1e6 + 1000 * Math.sin(i) })
    const snapshot = captureSnapshot(learner, { optimizer: true })
    const again = restoreLearner(snapshot)
    expect(again.predict({ a: 0.5 })).toEqual(learner.predict({ a: 0.5 }))
    expect(createPredictor(snapshot.columns).predict({ a: 0.5 })).toEqual(learner.predict({ a: 0.5 }))
    learner.learn({ x: { a: 0.1, b: 2 }, y: 1e6 })
    again.learn({ x: { a: 0.1, b: 2 }, y: 1e6 })
    expect(again.model?.state).toEqual(learner.model?.state)
  })

  it('to subscribers, who follow each growth', async () => {
    const broadcaster = await createBroadcaster({ page: () => false })
    const learner = taught(samples(20))
    const publication = broadcaster.publish('m', learner, { everyMs: 3_600_000 })
    const model$ = subscribeToModel(broadcaster.url, { model: 'm' })
    const asked = { a: 0.2, b: 0.1, color: 'blue', size: 3 }
    const later = firstValueFrom(model$.pipe(filter(({ version }) => version >= 2)))
    await firstValueFrom(model$)
    for (const sample of samples(30, 2)) learner.learn({ x: { ...(sample.x as object), size: 1 }, y: sample.y ?? '' })
    learner.learn({ x: asked, y: 'another' })
    publication.publishNow()
    const followed = await later
    expect(followed.classes).toContain('another')
    expect(followed.predict(asked)).toEqual(learner.predict(asked))
    await broadcaster.close()
  })
})

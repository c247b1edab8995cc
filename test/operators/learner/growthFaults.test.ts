import { describe, expect, it } from 'vitest'
import {
  captureSnapshot,
  createLearner,
  createRandom,
  dense,
  interactions,
  lags,
  type Learner,
  oneHot,
  restoreLearner,
  rmsprop,
  robustScaler,
  type Sample,
  squaredError,
  standardScaler,
  tanh,
  targetEncoding,
  windows,
  type Model,
} from '../../../src/index.js'
import { createModel } from '../../layers/trainable.js'
import { decodeSnapshot, encodeSnapshot } from '../../../src/node.js'

/* The six ways in which growth goes wrong in deep-river, by the numbers of its issues: none of them here. */

function samples(count: number, seed = 1): Sample[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, () => {
    const [m, z] = [next() * 2 - 1, next() * 2 - 1]
    return { x: { m, z }, y: m > z ? 'p' : 'q' }
  })
}

const taught = (
  given: readonly Sample[],
  features = [windows({ of: 'm', size: 5 }), standardScaler(), oneHot()],
): Learner => {
  const learner = createLearner({ task: 'classification', features, seed: 2 })
  for (const sample of given) expect(learner.learn(sample)).toBeDefined()
  return learner
}

/** Rows of one parameter, without their padding. */
function rowsOf(model: Model | undefined, name: string, values: ArrayLike<number>): number[][] {
  const { shape = [], offset = 0 } = model?.layout.find((entry) => entry.name === name) ?? {}
  const columns = shape.at(-1) ?? 0
  const stride = (columns + 3) & ~3
  const rows = shape.reduce((product, size) => product * size, 1) / columns
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => values[offset + row * stride + column] ?? Number.NaN),
  )
}

describe('growth', () => {
  it('161: neither a class nor a feature that sorts before an old one moves it', () => {
    const learner = taught(samples(50))
    const [names, classes] = [[...learner.features.names], [...learner.classes]]
    learner.learn({ x: { a: 1, m: 0, z: 0, A: 'x' }, y: 'a' })
    learner.learn({ x: { 0: 1, m: 0, z: 0 }, y: 0 })
    expect(learner.features.names).toEqual([...names, 'a', 'A=x', '0'])
    expect(learner.classes).toEqual([...classes, 'a', 0])
  })

  it('162, 163: a saved learner comes back grown, with the state of its optimizer', () => {
    const features = [
      targetEncoding(),
      lags({ of: 'm', per: 'when' }),
      windows({ of: 'm' }),
      robustScaler(),
      interactions(),
    ]
    const late = { x: { a: 1, m: 0, z: 0, when: 'late' }, y: 'new' }
    const learner = taught([...samples(60), late, ...samples(20, 3), late], features)
    const again = restoreLearner(decodeSnapshot(encodeSnapshot(captureSnapshot(learner, { optimizer: true }))))
    expect(again.features.names).toEqual(learner.features.names)
    expect(again.classes).toEqual(learner.classes)
    for (const sample of [...samples(30, 4), { x: { m: 1, z: 1, b: 2 }, y: 'newest' }, ...samples(10, 5)]) {
      expect(again.learn(sample)?.loss).toBe(learner.learn(sample)?.loss)
    }
    expect(again.model?.state).toEqual(learner.model?.state)
  })

  it('167: windows and lags go on when a feature comes', () => {
    const learner = taught(samples(40), [
      windows({ of: ['m', 'late'], size: 4 }),
      lags({ of: 'z' }),
      standardScaler(),
      oneHot(),
    ])
    const names = [...learner.features.names]
    for (const { x, y = '' } of samples(10, 6)) {
      expect(learner.learn({ x: { late: 3, ...(x as object), color: 'red' }, y })).toBeDefined()
    }
    expect(learner.features.names.slice(0, names.length)).toEqual(names)
    expect(learner.features.names).toContain('late mean of 4')
    expect(learner.rejections.count).toBe(0)
  })

  it('169: the optimizer keeps what it knows of each weight that was there, to the bit', () => {
    const learner = taught(samples(300))
    const before = learner.model
    const { optimizers } = before?.state ?? { optimizers: [] }
    const [first] = before?.layout ?? []
    const name = first?.name ?? ''
    const known = rowsOf(before, name, optimizers)
    expect(known.flat().some((value) => value > 0)).toBe(true)
    // Weight 0: the decay of a step without gradient, and nothing else.
    learner.learn({ x: { m: 0, z: 0, color: 'red', b: 1 }, y: 'new', weight: 0 })
    const after = learner.model
    expect(after).not.toBe(before)
    const kept = rowsOf(after, name, after?.state.optimizers ?? [])
    known.forEach((row, unit) => {
      row.forEach((value, column) => {
        expect(kept[unit]?.[column]).toBe(Math.fround(Math.fround(0.99) * value))
      })
      expect(kept[unit]?.slice(row.length).every((value) => value === 0)).toBe(true)
    })
    expect(after?.state.counts[0]).toBe((before?.state.counts[0] ?? 0) + 1)
  })

  it('170: an autoencoder grows its outputs with its inputs, and goes on', () => {
    const { next } = createRandom(7)
    const rule = rmsprop({ learningRate: 0.01 })
    const autoencoder = (width: number) => {
      const model = createModel({ input: width, layers: [dense(3), tanh(), dense(width)], seed: 1 })
      const [loss, optimizer] = [model.attachLoss(squaredError()), model.attachRules(rule.rules)]
      return { model, train: (x: number[]) => model.train({ x, y: x }, loss, optimizer) }
    }
    const error = (model: Model, x: number[]) =>
      x.reduce((sum, value, i) => sum + Math.abs(value - (model.predict(x)[i] ?? 9)), 0)
    const small = autoencoder(4)
    const point = () => [next(), next()].flatMap((value) => [value, 1 - value])
    for (let i = 0; i < 4000; i++) small.train(point())
    const asked = point()
    const large = autoencoder(6)
    large.model.adopt(small.model)
    expect(Array.from(large.model.predict([...asked, 0, 0])).slice(0, 4)).toEqual(
      Array.from(small.model.predict(asked)),
    )
    expect(Array.from(large.model.predict([...asked, 0, 0])).slice(4)).toEqual([0, 0])
    expect(large.model.steps).toBe(4000)
    for (let i = 0; i < 6000; i++) {
      const x = point()
      large.train([...x, x[0] ?? 0, x[2] ?? 0])
    }
    const whole = [...asked, asked[0] ?? 0, asked[2] ?? 0]
    expect(error(large.model, whole)).toBeLessThan(0.3)
  })

  it('predicting changes nothing: not a window, not a mean, not a vocabulary, not a weight', () => {
    const learner = taught(samples(100))
    const [model, state] = [learner.model?.state, JSON.stringify(learner.state)]
    const asked = { m: 3, z: 1, color: 'never seen', other: 7 }
    const answer = learner.predict(asked)
    for (let i = 0; i < 20; i++) expect(learner.predict(asked)).toEqual(answer)
    expect(learner.model?.state).toEqual(model)
    expect(JSON.stringify(learner.state)).toBe(state)
  })
})

describe('a feature that stops coming', () => {
  it('costs nothing: it is at its mean, and its weights stay, to the bit', () => {
    const learner = taught(
      samples(200).map(({ x, y = '' }) => ({ x: { first: 1, ...(x as object) }, y })),
      [standardScaler()],
    )
    const weightsOf = (feature: string): number[] => {
      const column = learner.features.names.indexOf(feature)
      const { model } = learner
      return (model?.layout ?? [])
        .filter(({ shape }) => shape.at(-1) === model?.inputLength)
        .flatMap(({ name }) => rowsOf(model, name, model?.parameters ?? []).map((row) => row[column] ?? Number.NaN))
    }
    const [gone, present] = [weightsOf('z'), weightsOf('m')]
    expect(gone).toHaveLength(64)
    for (const { x, y = '' } of samples(100, 3)) {
      const { m } = x as { readonly m: number }
      expect(learner.learn({ x: { first: 1, m }, y })).toBeDefined()
    }
    expect(weightsOf('z')).toEqual(gone)
    expect(weightsOf('m')).not.toEqual(present)
  })
})

describe('runaway growth is stopped', () => {
  it('of categories: an id costs no more than its cap', () => {
    const learner = createLearner({ task: 'classification', seed: 1 })
    for (let i = 0; i < 3000; i++) learner.learn({ x: { id: `user ${i}`, a: i % 7 }, y: i % 2 })
    expect(learner.rejections.count).toBe(0)
    expect(learner.features.width).toBe(66)
    expect(learner.model?.inputLength).toBeLessThanOrEqual(99)
  })

  it('of classes: further ones are set aside with a reason, those that are known are learned', () => {
    const classes = Array.from({ length: 995 }, (_, i) => `label ${i}`)
    const learner = createLearner({ task: 'classification', layers: [], features: [standardScaler()], classes })
    const reasons: string[] = []
    learner.rejected$.subscribe(({ code, reason }) => reasons.push(`${code} ${reason}`))
    for (let i = 990; i < 1010; i++) learner.learn({ x: { a: i % 5 }, y: `label ${i}` })
    expect(learner.classes).toHaveLength(1000)
    expect(reasons).toHaveLength(10)
    expect(reasons[0]).toBe("ERR_TARGET_VALUE more than 1000 classes: is the target an id, or a regression's?")
    expect(learner.learn({ x: { a: 1 }, y: 'label 3' })).toBeDefined()
  })

  it('of columns: names made of the data are set aside, others are learned', () => {
    const learner = createLearner({ task: 'regression', layers: [], seed: 1 })
    const wide = (from: number) => Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`column ${from + i}`, i]))
    const codes: string[] = []
    learner.rejected$.subscribe(({ code }) => codes.push(code))
    for (const from of [0, 2000, 4000]) learner.learn({ x: wide(from), y: 1 })
    expect(codes).toEqual(['ERR_FEATURES'])
    expect(learner.features.width).toBe(4000)
    expect(learner.learn({ x: wide(0), y: 1 })).toBeDefined()
  })
})

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { from, merge, of, Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import * as eddy from '../../src/index.js'
import {
  adam,
  backward,
  captureSnapshot,
  chain,
  clip,
  constant,
  createLearner,
  dense,
  forward,
  layer,
  type Loss,
  loss,
  type Optimizer,
  restoreModel,
  type Schedule,
  sgd,
  shared,
  type Step,
  squaredError,
  tanh,
  type TrainingSample,
  uniform,
  update,
} from '../../src/index.js'
import { createModel, type Model } from '../layers/trainable.js'

/*
 * Losses and optimizers are told apart by their functions and settings, never by their names. The tables name every maker of
 * the public face; a new one that is missing here fails the first test.
 */

const network = (seed = 1): Model => createModel({ input: 2, layers: [dense(3), tanh(), dense(2)], seed })
const rate = 0.1

/** Settings that differ from each other, for each maker. */
const losses: Readonly<Record<string, readonly (() => Loss)[]>> = {
  absoluteError: [() => eddy.absoluteError()],
  binaryCrossEntropy: [1, 2].map((positiveWeight) => () => eddy.binaryCrossEntropy({ positiveWeight })),
  gaussianNll: [() => eddy.gaussianNll()],
  hinge: [() => eddy.hinge()],
  huber: [1, 2].map((delta) => () => eddy.huber({ delta })),
  logCosh: [() => eddy.logCosh()],
  poisson: [() => eddy.poisson()],
  quantile: [0.5, 0.9].map((tau) => () => eddy.quantile({ tau })),
  smoothL1: [1, 2].map((beta) => () => eddy.smoothL1({ beta })),
  softmaxCrossEntropy: [0, 0.1].map((labelSmoothing) => () => eddy.softmaxCrossEntropy({ labelSmoothing })),
  squaredError: [
    () => squaredError(),
    () => squaredError({ reduction: 'mean' }),
    () => squaredError({ deadZone: [0.2, 0.8] }),
    () => squaredError({ deadZone: [0.1, 0.8] }),
  ],
  squaredHinge: [() => eddy.squaredHinge()],
}

const schedules: Readonly<Record<string, readonly (() => Schedule)[]>> = {
  cosineDecay: [10, 20].map((steps) => () => eddy.cosineDecay({ start: 0.1, steps })),
  exponentialDecay: [0.9, 0.8].map((factor) => () => eddy.exponentialDecay({ start: 0.1, factor })),
  inverseTimeDecay: [10, 20].map((steps) => () => eddy.inverseTimeDecay({ start: 0.1, steps })),
  linearWarmup: [
    () => eddy.linearWarmup({ steps: 10, rate }),
    () => eddy.linearWarmup({ steps: 20, rate }),
    () => eddy.linearWarmup({ steps: 10, rate: eddy.cosineDecay({ start: 0.1, steps: 10 }) }),
    () => eddy.linearWarmup({ steps: 10, rate: eddy.cosineDecay({ start: 0.1, steps: 20 }) }),
  ],
  piecewise: [0.1, 0.2].map((value) => () => eddy.piecewise([{ from: 1, value }])),
}

const rates = [0.1, 0.2]
const optimizers: Readonly<Record<string, readonly (() => Optimizer)[]>> = {
  adadelta: rates.map((learningRate) => () => eddy.adadelta({ learningRate })),
  adagrad: rates.map((learningRate) => () => eddy.adagrad({ learningRate })),
  adam: [...rates.map((learningRate) => () => adam({ learningRate })), () => adam({ learningRate: rate, beta1: 0.5 })],
  adamW: [0.1, 0.2].map((weightDecay) => () => eddy.adamW({ learningRate: 0.3, weightDecay })),
  adamax: rates.map((learningRate) => () => eddy.adamax({ learningRate })),
  clip: [{ value: 1 }, { value: 2 }, { norm: 1 }, { norm: 2 }, { layerNorm: 1 }, { layerNorm: 2 }].map(
    (bound) => () => chain(clip(bound), sgd({ learningRate: rate })),
  ),
  clipByLayerNorm: [1, 2].map((max) => () => eddy.clipByLayerNorm({ max })),
  clipByNorm: [1, 2].map((max) => () => eddy.clipByNorm({ max })),
  clipByValue: [1, 2].map((max) => () => eddy.clipByValue({ max })),
  continualBackprop: [1e-4, 1e-3].map((share) => () => eddy.continualBackprop({ rate: share })),
  ftrl: [0, 0.1].map((l1) => () => eddy.ftrl({ l1 })),
  l2Init: [0.1, 0.2].map((strength) => () => eddy.l2Init({ strength })),
  lion: rates.map((learningRate) => () => eddy.lion({ learningRate })),
  nadam: rates.map((learningRate) => () => eddy.nadam({ learningRate })),
  nesterov: rates.map((learningRate) => () => eddy.nesterov({ learningRate })),
  perturb: [0.1, 0.2].map((noise) => () => eddy.perturb({ noise })),
  rmsprop: [false, true].map((biasCorrection) => () => eddy.rmsprop({ biasCorrection })),
  sgd: [
    ...rates.map((learningRate) => () => sgd({ learningRate })),
    ...[0.5, 0.9].map((momentum) => () => sgd({ learningRate: rate, momentum })),
    () => sgd({ learningRate: rate, momentum: 0.5, form: 'pytorch' }),
    ...Object.values(schedules).flatMap((makes) => makes.map((make) => () => sgd({ learningRate: make() }))),
    ...Object.values(schedules).flatMap((makes) =>
      makes.map((make) => () => sgd({ learningRate: 1, momentum: make() })),
    ),
  ],
  shrink: [
    () => eddy.shrink({ decay: 0.1 }),
    () => eddy.shrink({ decay: 0.2 }),
    () => eddy.shrink({ decay: 0.1, biases: false }),
  ],
  shrinkAndPerturb: [0.1, 0.2].map((noise) => () => eddy.shrinkAndPerturb({ learningRate: rate, decay: 0, noise })),
  stepGuard: [() => chain(sgd({ learningRate: 0.7 }), eddy.stepGuard())],
  weightDecay: [0.1, 0.2].map((decay) => () => eddy.weightDecay({ learningRate: rate, decay })),
}

/** Names of the public face that come from a folder and are functions. */
function exported(folder: string): string[] {
  const index = readFileSync(fileURLToPath(new URL('../../src/index.ts', import.meta.url)), 'utf8')
  const lists = [...index.matchAll(/export \{([^}]*)\} from '\.\/(\w+)\//g)].filter(([, , from]) => from === folder)
  const names = lists.flatMap(([, list]) => (list ?? '').split(',').map((name) => name.trim()))
  return names.filter((name) => name !== '' && !name.startsWith('type ')).sort()
}

describe('the tables', () => {
  it('hold every maker of the public face', () => {
    expect([...Object.keys(losses), 'lossFrom'].sort()).toEqual(exported('losses'))
    const others = ['chain', 'optimizerFrom', 'scheduleFrom']
    const makers = [...Object.keys(optimizers), ...Object.keys(schedules), ...others]
    expect(makers.sort()).toEqual(exported('optimizers'))
  })
})

describe('one function with the same settings', () => {
  it.each(Object.entries(losses))('%s gives one loss, and another one for other settings', (_, makes) => {
    const model = network()
    const [first, second] = [
      makes.map((make) => model.attachLoss(make())),
      makes.map((make) => model.attachLoss(make())),
    ]
    expect(new Set(first).size).toBe(makes.length)
    second.forEach((handle, at) => expect(handle).toBe(first[at]))
  })

  it.each(Object.entries(optimizers))('%s gives one optimizer, and another one for other settings', (_, makes) => {
    const model = network()
    const attach = (): unknown[] => makes.map((make) => model.attachRules(make().rules))
    const [first, second] = [attach(), attach()]
    expect(new Set(first).size).toBe(makes.length)
    second.forEach((handle, at) => expect(handle).toBe(first[at]))
    expect(model.optimizers).toHaveLength(makes.length)
  })

  it('is another one than any other: all makers on one model', () => {
    const [model, makes] = [network(), Object.values(losses).flat()]
    expect(new Set(makes.map((make) => model.attachLoss(make()))).size).toBe(makes.length)
  })
})

const sample: TrainingSample = { x: [1, 2], y: [1, -1] }
const step = (model: Model, optimizer: Optimizer, cost: Loss = squaredError()): void => {
  of(sample).pipe(forward(model), loss(cost), backward(), update(optimizer)).subscribe()
}
const bits = (model: Model): number[] => Array.from(model.parameters)

describe('two updates on one model', () => {
  it('keep their own settings, in whatever order they were attached', () => {
    const [both, fast] = [new Subject<TrainingSample>(), new Subject<TrainingSample>()]
    const model = network()
    const learning = (source: Subject<TrainingSample>, learningRate: number) =>
      source.pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate, momentum: 0.9 })))
    merge(learning(both, 0.01), learning(fast, 0.2)).subscribe()
    const [slowAlone, fastAlone] = [network(), network()]
    both.next(sample)
    step(slowAlone, sgd({ learningRate: 0.01, momentum: 0.9 }))
    expect(bits(model)).toEqual(bits(slowAlone))
    model.parameters.set(fastAlone.parameters)
    fast.next(sample)
    step(fastAlone, sgd({ learningRate: 0.2, momentum: 0.9 }))
    expect(bits(model)).toEqual(bits(fastAlone))
  })

  it('of equal settings share their state, also when made anew', () => {
    const [together, apart] = [network(), network()]
    const one = adam({ learningRate: 0.01 })
    for (let n = 0; n < 5; n++) {
      step(together, one)
      step(apart, adam({ learningRate: 0.01 }))
    }
    expect(bits(apart)).toEqual(bits(together))
    expect(apart.optimizers).toHaveLength(1)
  })

  it('of one’s own with one name and equal settings are two, each with its state', () => {
    const own = (by: number): Optimizer => ({
      rules: [{ name: 'own', settings: {}, trace: (trace) => trace.mul(trace.g, by) }],
    })
    const model = network()
    const [a, b] = [own(0.1), own(0.1)]
    expect(model.attachRules(a.rules)).not.toBe(model.attachRules(b.rules))
    expect(model.attachRules(a.rules)).toBe(model.attachRules(a.rules))
  })

  it('with schedules of one’s own of equal settings are two', () => {
    const own = (value: number): Schedule => ({ at: () => value, settings: { type: 'own' } })
    const [model, slow, fast] = [network(), network(), network()]
    const [one, two] = [own(0.01), own(0.5)]
    step(model, sgd({ learningRate: one }))
    step(slow, sgd({ learningRate: 0.01 }))
    expect(bits(model)).toEqual(bits(slow))
    model.parameters.set(fast.parameters)
    step(model, sgd({ learningRate: two }))
    step(fast, sgd({ learningRate: 0.5 }))
    expect(bits(model)).toEqual(bits(fast))
    expect(model.attachRules(sgd({ learningRate: one }).rules)).toBe(
      model.attachRules(sgd({ learningRate: one }).rules),
    )
    const warm = (rate: Schedule) => sgd({ learningRate: eddy.linearWarmup({ steps: 2, rate }) }).rules
    expect(model.attachRules(warm(one))).not.toBe(model.attachRules(warm(two)))
  })

  it('keep their own when the model is captured and restored, or adopted by another', () => {
    const optimizer = [sgd({ learningRate: 0.1, momentum: 0.9 }), sgd({ learningRate: 0.01, momentum: 0.5 })] as const
    const model = network()
    for (const each of [...optimizer, ...optimizer]) step(model, each)
    const restored = restoreModel(captureSnapshot(model, { optimizer: true })) as Model
    expect(restored.optimizers).toHaveLength(2)
    const heir = network(7)
    heir.attachRules(optimizer[1].rules)
    heir.attachRules(optimizer[0].rules)
    heir.adopt(model)
    for (const each of optimizer) for (const one of [model, restored, heir]) step(one, each)
    expect(bits(restored)).toEqual(bits(model))
    expect(bits(heir)).toEqual(bits(model))
  })
})

describe('two losses of one’s own', () => {
  const scaled = (by: number): Loss => ({
    name: 'own',
    settings: {},
    target: 'values',
    trace: ({ prediction, target, op }) => op.mul(op.sum(op.square(op.sub(prediction, target))), by),
  })
  const lossesOf = (model: Model, cost: Loss): number => {
    let value = Number.NaN
    of(sample)
      .pipe(forward(model), loss(cost))
      .subscribe((made: Step) => (value = made.loss))
    return value
  }

  it('of one name are two', () => {
    const model = network()
    const one = lossesOf(model, scaled(1))
    expect(lossesOf(model, scaled(3))).toBeCloseTo(3 * one, 5)
    expect(lossesOf(model, scaled(1))).toBe(one)
  })

  it('that are made anew and compute the same are one: no memory is lost to them', () => {
    const model = network()
    const handle = model.attachLoss(scaled(2))
    for (let n = 0; n < 100; n++) expect(model.attachLoss(scaled(2))).toBe(handle)
    expect(model.attachLoss({ ...scaled(2), target: 'class' })).not.toBe(handle)
  })

  it('with zeros of both signs are two', () => {
    const sign = (zero: number): Loss => ({
      name: 'sign',
      settings: {},
      target: 'values',
      trace: ({ prediction, op }) =>
        op.sum(op.mul(prediction, op.add(op.greater(op.reciprocal(op.constant([zero, zero])), 0), 1))),
    })
    const [model, negative, positive] = [network(), network(), network()]
    expect(lossesOf(model, sign(0))).toBe(lossesOf(positive, sign(0)))
    expect(lossesOf(model, sign(-0))).toBe(lossesOf(negative, sign(-0)))
    expect(lossesOf(model, sign(0))).not.toBe(lossesOf(model, sign(-0)))
  })

  it('are no more than 64 on one model, and what failed leaves nothing behind', () => {
    const model = network()
    const before = bits(model)
    for (let n = 0; n < 64; n++) model.attachLoss(scaled(n + 1))
    expect(() => model.attachLoss(scaled(99))).toThrow(expect.objectContaining({ code: 'ERR_LOSS' }))
    const twoNumbers: Loss = { ...scaled(1), trace: ({ prediction }) => prediction }
    expect(() => network().attachLoss(twoNumbers)).toThrow(expect.objectContaining({ code: 'ERR_LOSS' }))
    expect(lossesOf(model, scaled(64))).toBeCloseTo(64 * lossesOf(model, scaled(1)), 4)
    expect(bits(model)).toEqual(before)
    for (let n = 0; n < 64; n++) model.attachRules(sgd({ learningRate: n + 1 }).rules)
    expect(() => model.attachRules(adam().rules)).toThrow(expect.objectContaining({ code: 'ERR_RULE' }))
  })
})

describe('a handle', () => {
  it('of another model is refused', () => {
    const [mine, other] = [network(), network()]
    const [cost, rules] = [squaredError(), sgd({ learningRate: 0.1 }).rules]
    const [lossHandle, rulesHandle] = [mine.attachLoss(cost), mine.attachRules(rules)]
    other.attachLoss(cost)
    other.attachRules(rules)
    const before = bits(other)
    const foreign = expect.objectContaining({ code: 'ERR_PLAN' })
    expect(() => other.train({ x: [1, 2], y: [0, 0] }, lossHandle, other.attachRules(rules))).toThrow(foreign)
    expect(() => other.train({ x: [1, 2], y: [0, 0] }, other.attachLoss(cost), rulesHandle)).toThrow(foreign)
    expect(bits(other)).toEqual(before)
  })

  it('outlives what is attached after it', () => {
    const [model, twin] = [network(), network()]
    const [cost, rules] = [model.attachLoss(squaredError()), model.attachRules(adam().rules)]
    model.attachLoss(eddy.hinge())
    model.attachRules(sgd({ learningRate: 1 }).rules)
    model.train({ x: [1, 2], y: [0, 1] }, cost, rules)
    twin.train({ x: [1, 2], y: [0, 1] }, twin.attachLoss(squaredError()), twin.attachRules(adam().rules))
    expect(bits(model)).toEqual(bits(twin))
  })
})

describe('a name means one thing', () => {
  const refused = (code: string) => expect.objectContaining({ code })

  it('of a layer in a model', () => {
    const twice = layer('own', ({ x, op }) => op.mul(x, 2))
    const thrice = layer('own', ({ x, op }) => op.mul(x, 3))
    const mine = layer('tanh', ({ x, op }) => op.mul(x, 3))
    expect(() => createModel({ input: 2, layers: [twice(), thrice(), dense(1)] })).toThrow(refused('ERR_LAYER'))
    expect(() => createModel({ input: 2, layers: [mine(), dense(1)] })).toThrow(refused('ERR_LAYER'))
    const spec = { input: 2, layers: [{ type: 'dense', units: 1 }] }
    expect(() => createModel({ ...spec, definitions: { dense: twice } })).toThrow(refused('ERR_LAYER'))
    expect(() => createModel({ input: 2, layers: [twice(), twice(), dense(1)] })).not.toThrow()
  })

  it('of a start in shared layers', () => {
    const model = (second: eddy.LayerEntry) =>
      createModel({ input: 2, layers: [shared('s', [dense(2)]), shared('s', [second])] })
    expect(() => model(dense(2, { start: uniform(0.1) }))).toThrow(refused('ERR_OPTION'))
    expect(() => model(dense(2))).not.toThrow()
    const same = [1, 2].map(() => shared('s', [dense(2, { start: constant(0.1) })]))
    expect(() => createModel({ input: 2, layers: same })).not.toThrow()
  })

  it('of features and detectors, which those of Eddy have and no other', () => {
    const learning = (options: object) => () => createLearner({ task: 'regression', ...options })
    const isFeature = (value: unknown): value is eddy.FeatureDefinition =>
      typeof value === 'object' && value !== null && 'create' in value
    // Every maker of the public face: some need to know which columns they are of.
    const all = exported('features').flatMap((name): eddy.FeatureDefinition[] => {
      const make = (eddy as unknown as Readonly<Record<string, (options?: object) => unknown>>)[name]
      for (const options of [undefined, { of: 'a' }]) {
        try {
          const made = make?.(options)
          if (isFeature(made)) return [made]
        } catch {}
      }
      return []
    })
    expect(all.length).toBeGreaterThanOrEqual(13)
    const detectors = [
      eddy.adwin(),
      eddy.ddm(),
      eddy.eddm(),
      eddy.hddmA(),
      eddy.hddmW(),
      eddy.kswin(),
      eddy.pageHinkley(),
    ]
    expect(learning({ features: all })).not.toThrow()
    for (const feature of all) {
      const mine = { ...feature, create: () => feature.create() }
      expect(learning({ features: [mine] })).toThrow(refused('ERR_OPTION'))
      expect(learning({ features: [{ ...mine, name: 'mine' }] })).not.toThrow()
    }
    for (const detector of detectors) {
      const mine = { ...detector, create: () => detector.create() }
      const onDrift = { detector, action: 'notify' }
      expect(learning({ onDrift })).not.toThrow()
      expect(learning({ onDrift: { ...onDrift, detector: mine } })).toThrow(refused('ERR_OPTION'))
      expect(learning({ onDrift: { ...onDrift, detector: { ...mine, name: 'mine' } } })).not.toThrow()
    }
  })

  it('of a loss, a rule or a schedule that a file would take for Eddy’s', () => {
    const mine: Loss = { ...squaredError(), trace: ({ prediction, op }) => op.sum(prediction) }
    const rule: Optimizer = { rules: [{ name: 'sgd', settings: { learningRate: 1 }, trace: ({ g }) => g }] }
    const learning = (options: object) => () => createLearner({ task: 'regression', input: 2, ...options })
    expect(learning({ loss: mine })).toThrow(refused('ERR_OPTION'))
    expect(learning({ loss: { ...mine, name: 'mine' } })).not.toThrow()
    expect(learning({ loss: squaredError({ reduction: 'mean' }) })).not.toThrow()
    expect(learning({ optimizer: rule })).toThrow(refused('ERR_OPTION'))
    const model = network()
    step(model, rule)
    expect(() => captureSnapshot(model, { optimizer: true })).toThrow(refused('ERR_OPTION'))
    const schedule = { ...eddy.cosineDecay({ start: 1, steps: 2 }), at: () => 1 }
    expect(() => sgd({ learningRate: schedule })).toThrow(refused('ERR_OPTION'))
  })
})

it('a pipeline that is subscribed to a thousand times attaches once', () => {
  const model = network()
  for (let n = 0; n < 1000; n++) {
    from([sample])
      .pipe(forward(model), loss(squaredError()), backward(), update(adam({ learningRate: 0.001 })))
      .subscribe()
  }
  expect(model.steps).toBe(1000)
  expect(model.optimizers).toHaveLength(1)
})

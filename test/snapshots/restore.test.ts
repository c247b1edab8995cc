import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  adam,
  adwin,
  backward,
  captureSnapshot,
  chain,
  continualBackprop,
  createLearner,
  createModel,
  createPredictor,
  createRandom,
  cosineDecay,
  ddm,
  dense,
  type Detector,
  dropout,
  eddm,
  forward,
  gru,
  hddmA,
  hddmW,
  kswin,
  l2Init,
  type Learner,
  type LearnerOptions,
  loss,
  type Model,
  type Optimizer,
  pageHinkley,
  relu,
  restoreLearner,
  restoreModel,
  rmsprop,
  type Sample,
  sgd,
  squaredError,
  update,
} from '../../src/index.js'
import { decodeSnapshot, encodeSnapshot, loadSnapshot, openLearner, saveSnapshot } from '../../src/node.js'
import { detectorFrom } from '../../src/evaluation/drift/builtin.js'

const folder = (): string => mkdtempSync(join(tmpdir(), 'eddy-'))

/* What was restored goes on as what was captured does: to the same bits. */

interface Numbers {
  readonly x: readonly number[]
  readonly y: readonly number[]
  readonly key: string
}

/** Teaches a model; what comes back takes one sample more, from number `at` on. */
function pupil(model: Model, optimizer: Optimizer): (at: number) => void {
  const samples = new Subject<Numbers>()
  samples.pipe(forward(model), loss(squaredError()), backward(), update(optimizer)).subscribe()
  return (at) =>
    samples.next({ x: [Math.sin(at), Math.cos(0.3 * at)], y: [Math.sin(at - 2)], key: at % 3 === 0 ? 'a' : 'b' })
}

const optimizers: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd({ learningRate: 0.05, momentum: 0.9 }),
  adam: () => adam({ learningRate: cosineDecay({ start: 0.01, steps: 500 }) }),
  'several rules': () => chain(rmsprop({ learningRate: 0.01 }), l2Init({ strength: 1e-3 })),
  continualBackprop: () => chain(sgd({ learningRate: 0.05 }), continualBackprop({ rate: 0.01, maturity: 10 })),
}

describe('restoreModel', () => {
  const layers = [dense(8), relu(), dense(5), relu(), dropout(0.2), gru({ units: 3, window: 3 }), dense(1)]

  it.each(Object.entries(optimizers))('goes on with %s to the same bits, from a file too', async (_, optimizer) => {
    const path = join(folder(), 'model.eddy')
    const model = createModel({ input: 2, layers, seed: 1 })
    const teach = pupil(model, optimizer())
    for (let at = 0; at < 150; at++) teach(at)
    await saveSnapshot(path, model)
    const restored = restoreModel(await loadSnapshot(path))
    // Once more before it goes on: what isn't used yet isn't lost.
    const again = restoreModel(captureSnapshot(restored, { optimizer: true }))
    expect(again.state).toEqual(model.state)
    const [teachRestored, teachAgain] = [pupil(restored, optimizer()), pupil(again, optimizer())]
    for (let at = 150; at < 300; at++) for (const learn of [teach, teachRestored, teachAgain]) learn(at)
    expect(restored.state).toEqual(model.state)
    expect(again.state).toEqual(model.state)
    expect(restored.steps).toBe(300)
  })

  it('goes on with two optimizers, in double precision, and with the model of a learner', () => {
    const model = createModel({ input: 2, layers, seed: 1, kernels: 'float64' })
    const teachers = [pupil(model, sgd({ learningRate: 0.01 })), pupil(model, adam())]
    for (let at = 0; at < 60; at++) teachers[at % 2]?.(at)
    const restored = restoreModel(captureSnapshot(model, { optimizer: true }))
    const others = [pupil(restored, sgd({ learningRate: 0.01 })), pupil(restored, adam())]
    for (let at = 60; at < 90; at++) for (const teach of [teachers, others]) teach[at % 2]?.(at)
    expect(restored.state).toEqual(model.state)
    const learner = createLearner({ task: 'regression', seed: 2 })
    for (const sample of shifting(40)) learner.learn({ ...sample, y: Number(sample.y) })
    expect(restoreModel(captureSnapshot(learner, { optimizer: true })).state).toEqual(learner.model?.state)
  })

  it('wants rules that it doesn’t know, and those of a file that doesn’t say them', () => {
    const own: Optimizer = {
      rules: sgd({ learningRate: 0.1, momentum: 0.5 }).rules.map((r) => ({ ...r, name: 'own' })),
    }
    const model = createModel({ input: 2, layers, seed: 1 })
    const teach = pupil(model, own)
    for (let at = 0; at < 50; at++) teach(at)
    const snapshot = captureSnapshot(model, { optimizer: true })
    expect(() => restoreModel(snapshot)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(restoreModel(snapshot, { optimizer: own }).state).toEqual(model.state)
    expect(() => restoreModel(snapshot, { optimizer: adam() })).toThrow(expect.objectContaining({ code: 'ERR_STATE' }))
    // Who only wants to predict need not know them.
    expect(restoreModel(captureSnapshot(model)).parameters).toEqual(model.parameters)
    const silent = {
      ...snapshot,
      columns: snapshot.columns.map((column) => (column.name === 'spec' ? bare(model) : column)),
    }
    expect(restoreModel(silent, { optimizer: own }).state).toEqual(model.state)
    expect(restoreModel(silent).parameters).toEqual(model.parameters)
  })

  it('keeps as many keys as the model did', () => {
    const model = createModel({ input: 1, layers: [gru({ units: 2 }), dense(1)], seed: 1, maxKeys: 1100 })
    for (let key = 0; key < 1100; key++) model.observe([1], key)
    const snapshot = captureSnapshot(model)
    const restored = restoreModel(snapshot)
    for (const each of [model, restored, createPredictor(snapshot).model]) {
      each.observe([1], 1099)
      expect(each.state.streams.keys).toHaveLength(1100)
      expect(each.predict([0], 5)).toEqual(model.predict([0], 5))
    }
    expect(createModel({ input: 1, layers: [dense(1)], maxKeys: 1000 }).spec).not.toHaveProperty('maxKeys')
  })
})

const bare = (model: Model) => {
  const values = new TextEncoder().encode(JSON.stringify({ kind: 'model', model: model.spec }))
  return { name: 'spec', type: 'u8' as const, length: values.length, values }
}

/** What is right turns around in the middle. */
function shifting(count: number, turn = 400): Sample[] {
  const { next } = createRandom(5)
  return Array.from({ length: count }, (_, at) => {
    const a = 10 * next()
    return { x: { a, b: next() }, y: a > 5 === at < turn ? 1 : 0 }
  })
}

const all = (learner: Learner): unknown => ({
  ...learner.model?.state,
  course: learner.course,
  state: learner.state,
  samples: learner.samples,
})

describe('restoreLearner', () => {
  const actions: readonly Partial<LearnerOptions>[] = [
    { onDrift: { detector: adwin(), action: 'boost', factor: 3, samples: 500 } },
    { onDrift: { detector: pageHinkley({ threshold: 5 }), action: 'reset', part: 'network', of: 'loss' } },
    { onDrift: { detector: ddm(), action: 'challenge' } },
  ]

  it.each(actions)('goes on with what it knows of drifts: %j', async (options) => {
    const path = join(folder(), 'learner.eddy')
    const learner = createLearner({ task: 'classification', layers: [dense(6), relu()], seed: 3, ...options })
    let drifts = 0
    learner.drift$.subscribe(() => {
      drifts += 1
    })
    const samples = shifting(1200)
    // In the middle of what the drift set off: while the boost fades, after the reset, beside the challenger.
    const cuts: Learner[] = []
    for (const [at, sample] of samples.entries()) {
      if (at === 350 || at === 480 || at === 700) {
        await saveSnapshot(path, learner)
        cuts.push(restoreLearner(await loadSnapshot(path)))
        expect(all(cuts[cuts.length - 1] ?? learner)).toEqual(all(learner))
      }
      learner.learn(sample)
      for (const restored of cuts) restored.learn(sample)
    }
    expect(drifts).toBeGreaterThan(0)
    for (const restored of cuts) expect(all(restored)).toEqual(all(learner))
  })

  it('goes on from a checkpoint with its drifts too', async () => {
    const path = folder()
    const [boost] = actions
    const create = () => createLearner({ task: 'classification', layers: [dense(6), relu()], seed: 3, ...boost })
    const learner = await openLearner(path, { create })
    const samples = shifting(1000)
    for (const sample of samples.slice(0, 500)) learner.learn(sample)
    await learner.close()
    for (const kept of [path, join(path, 'checkpoint-000000000001-1.eddy')]) {
      expect(all(restoreLearner(await loadSnapshot(kept)))).toEqual(all(learner))
    }
  })

  it('wants a detector that it doesn’t know', () => {
    const own: Detector = { ...adwin(), name: 'own' }
    const onDrift = { detector: own, action: 'notify' } as const
    const learner = createLearner({ task: 'classification', layers: [dense(3)], onDrift })
    for (const sample of shifting(50)) learner.learn(sample)
    const snapshot = decodeSnapshot(encodeSnapshot(captureSnapshot(learner, { optimizer: true })))
    expect(() => restoreLearner(snapshot)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    expect(all(restoreLearner(snapshot, { onDrift }))).toEqual(all(learner))
  })

  it.each([adwin(), ddm(), eddm(), hddmA(), hddmW({ lambda: 0.1 }), kswin({ seed: 4 }), pageHinkley()])(
    'makes a detector from its JSON: $name',
    (detector) => {
      const { name, settings, input } = detectorFrom(JSON.parse(JSON.stringify(detector)))
      expect({ name, settings, input }).toEqual({
        name: detector.name,
        settings: detector.settings,
        input: detector.input,
      })
    },
  )
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filter, firstValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { subscribeToModel } from '../../src/client.js'
import {
  attention,
  captureSnapshot,
  createLearner,
  createModel,
  createPredictor,
  createRandom,
  dense,
  gru,
  type Learner,
  linearRecurrent,
  lstm,
  recurrent,
  restoreLearner,
  restoreModel,
  type Sample,
} from '../../src/index.js'
import { createBroadcaster, decodeSnapshot, encodeSnapshot, loadSnapshot, saveSnapshot } from '../../src/node.js'

/* What recurrent layers keep travels with the model. */

const layers = [
  linearRecurrent({ units: 3 }),
  gru({ units: 5, window: 4 }),
  lstm({ units: 4, window: 2 }),
  recurrent({ units: 4, gradient: 'diagonal' }),
  attention({ heads: 2, window: 3 }),
]

function samples(count: number, seed: number): Sample[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, (_, at) => ({
    x: { a: next(), b: next(), who: ['ada', 'bob', 3][at % 3] ?? '' },
    y: next() < 0.5 ? 'up' : 'down',
  }))
}

function taught(count = 60): Learner {
  const learner = createLearner({ task: 'classification', layers, key: 'who', maxKeys: 2, seed: 5 })
  for (const sample of samples(count, 1)) learner.learn(sample)
  return learner
}

const state = (learner: Learner): unknown => ({ ...learner.model?.state, samples: learner.samples })
const question = { a: 0.3, b: 0.1, who: 'bob' }

describe('a snapshot of a learner with recurrent layers', () => {
  it('saved and loaded, goes on bit for bit, with its keys and which of them is forgotten next', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'eddy-')), 'learner.eddy')
    const learner = taught()
    expect(learner.model?.state.streams.keys).toHaveLength(2)
    await saveSnapshot(path, learner)
    const restored = restoreLearner(await loadSnapshot(path))
    expect(state(restored)).toEqual(state(learner))
    expect(restored.predict(question)).toEqual(learner.predict(question))
    for (const sample of samples(50, 2)) {
      learner.learn(sample)
      restored.learn(sample)
    }
    expect(state(restored)).toEqual(state(learner))
  })

  it('gives a predictor the state of its moment, for each key', () => {
    const learner = taught()
    const predictor = createPredictor(captureSnapshot(learner).columns)
    for (const who of ['ada', 'bob', 3, 'nobody']) {
      expect(predictor.predict({ ...question, who })).toEqual(learner.predict({ ...question, who }))
    }
    expect(predictor.predict(question, 3)).toEqual(learner.predict(question, 3))
    expect(() => predictor.predict({ a: 1, b: 1 })).toThrow(expect.objectContaining({ code: 'ERR_KEY' }))
    const before = predictor.predict(question)
    for (const sample of samples(9, 3)) learner.learn(sample)
    expect(predictor.predict(question)).toEqual(before)
    predictor.load(captureSnapshot(learner).columns)
    expect(predictor.predict(question)).toEqual(learner.predict(question))
    expect(predictor.predict(question)).not.toEqual(before)
  })

  it('of a bare model too', () => {
    const model = createModel({ input: 2, layers: [gru({ units: 3, window: 2 }), dense(1)], seed: 1 })
    for (let at = 0; at < 5; at++) model.observe([at, 1], at % 2)
    const snapshot = decodeSnapshot(encodeSnapshot(captureSnapshot(model)))
    const restored = restoreModel(snapshot)
    for (const key of [0, 1, '1']) expect(restored.predict([1, 2], key)).toEqual(model.predict([1, 2], key))
    expect(createPredictor(snapshot.columns).predict([1, 2], 1)).toEqual(model.predict([1, 2], 1))
  })

  it.each([
    ['keys that are no JSON', (text: string) => text.slice(1)],
    ['keys of another kind', () => '[true,null]'],
    ['a key twice', () => '["bob","bob"]'],
    ['fewer keys than states', () => '["bob"]'],
  ])('with %s is refused', (_, change) => {
    const snapshot = captureSnapshot(taught())
    const columns = snapshot.columns.map((column) => {
      if (column.name !== 'keys') return column
      const values = new TextEncoder().encode(change(new TextDecoder().decode(column.values as Uint8Array)))
      return { ...column, length: values.length, values }
    })
    const code = expect.stringMatching(/^ERR_(SNAPSHOT|STATE)$/)
    expect(() => restoreLearner({ ...snapshot, columns })).toThrow(expect.objectContaining({ code }))
    expect(() => createPredictor(columns)).toThrow(expect.objectContaining({ code }))
    const lonely = snapshot.columns.filter(({ name }) => name !== 'memory')
    expect(() => createPredictor(lonely)).toThrow(expect.objectContaining({ code: 'ERR_SNAPSHOT' }))
  })

  it('has no such columns where nothing is kept', () => {
    const learner = createLearner({ task: 'regression', input: 2 })
    expect(captureSnapshot(learner).columns.map(({ name }) => name)).not.toContain('memory')
  })
})

describe('a subscriber', () => {
  it('predicts from the state of the version it holds, version after version', async () => {
    const learner = taught()
    const broadcaster = await createBroadcaster({ port: 0 })
    const publication = broadcaster.publish('memory', learner, { everyMs: 60_000 })
    const model$ = subscribeToModel(broadcaster.url, { model: 'memory' })
    for (let round = 0; round < 3; round++) {
      for (const sample of samples(7, 10 + round)) learner.learn(sample)
      publication.publishNow()
      const newest = await firstValueFrom(model$.pipe(filter(({ version }) => version === publication.version)))
      for (const who of ['ada', 'bob', 3]) {
        expect(newest.predict({ ...question, who })).toEqual(learner.predict({ ...question, who }))
      }
    }
    await broadcaster.close()
  })
})

import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  adam,
  captureSnapshot,
  chain,
  clipByNorm,
  cosineDecay,
  createLearner,
  createModel,
  createPredictor,
  createRandom,
  dense,
  dropout,
  layer,
  type Learner,
  linearWarmup,
  nadam,
  restoreLearner,
  restoreModel,
  tanh,
} from '../../src/index.js'
import { decodeSnapshot, encodeSnapshot, loadSnapshot, saveSnapshot } from '../../src/node.js'

const folder = (): string => mkdtempSync(join(tmpdir(), 'eddy-'))

function teach(learner: Learner, count: number, seed: number): void {
  const { next } = createRandom(seed)
  for (let i = 0; i < count; i++) {
    const x = [next(), next(), next()]
    const [a = 0, b = 0, c = 0] = x
    learner.learn({ x, y: a > b ? 'left' : b > c ? 'right' : 3 })
  }
}

const bits = (learner: Learner): number[] =>
  Array.from(new Uint32Array(Float32Array.from(learner.model?.parameters ?? []).buffer))
const questions = Array.from({ length: 50 }, (_, i) => [Math.sin(i), Math.cos(i), i / 50])

describe('a snapshot in a file', () => {
  it('predicts the same bits, and with its optimizer makes the same next updates', async () => {
    const path = join(folder(), 'learner.eddy')
    const learner = createLearner({
      task: 'classification',
      layers: [dense(9), dropout(0.3), tanh()],
      optimizer: chain(
        clipByNorm({ max: 1 }),
        nadam({ learningRate: linearWarmup({ steps: 50, rate: cosineDecay({ start: 0.01, steps: 500 }) }) }),
      ),
      seed: 5,
    })
    teach(learner, 300, 1)
    await saveSnapshot(path, learner)
    const restored = restoreLearner(await loadSnapshot(path))
    const predictor = createPredictor((await loadSnapshot(path)).columns)
    expect(restored.samples).toBe(300)
    expect(restored.classes).toEqual(learner.classes)
    for (const x of questions) {
      expect(restored.predict(x)).toEqual(learner.predict(x))
      expect(predictor.predict(x)).toEqual(learner.predict(x))
    }
    teach(learner, 200, 2)
    teach(restored, 200, 2)
    expect(bits(restored)).toEqual(bits(learner))
    expect(restored.samples).toBe(500)
  })

  it('of a model with a layer of one’s own comes back with its definition', async () => {
    const twice = layer('twice', ({ x, op }) => op.mul(x, 2))
    const path = join(folder(), 'model.eddy')
    const model = createModel({ input: 2, layers: [dense(3), twice()], seed: 4 })
    await saveSnapshot(path, model)
    const snapshot = await loadSnapshot(path)
    expect(() => restoreModel(snapshot)).toThrow(expect.objectContaining({ code: 'ERR_LAYER' }))
    const restored = restoreModel(snapshot, { definitions: { twice } })
    expect(restored.predict([1, 2])).toEqual(model.predict([1, 2]))
    expect(() => restoreLearner(snapshot)).toThrow(expect.objectContaining({ code: 'ERR_SNAPSHOT' }))
  })

  it('damaged anywhere is refused, and the file is replaced whole or not at all', async () => {
    const path = join(folder(), 'a.eddy')
    const learner = createLearner({ task: 'regression', input: 2, layers: [dense(4), tanh()] })
    await saveSnapshot(path, learner)
    const good = readFileSync(path)
    for (let at = 0; at < good.length; at += 37) {
      const broken = Buffer.from(good)
      broken[at] = (broken[at] ?? 0) ^ 4
      writeFileSync(path, broken)
      await expect(loadSnapshot(path)).rejects.toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_/) }),
      )
      writeFileSync(path, good.subarray(0, at))
      await expect(loadSnapshot(path)).rejects.toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^ERR_/) }),
      )
    }
    await expect(saveSnapshot(join(path, 'no-such-folder', 'x'), learner)).rejects.toMatchObject({ code: 'ERR_WRITE' })
    await expect(loadSnapshot(join(path, 'nothing'))).rejects.toMatchObject({ code: 'ERR_READ' })
    expect(readdirSync(join(path, '..'))).toEqual(['a.eddy'])
  })
})

describe('capturing', () => {
  it('copies: what is learned afterwards is not in it', () => {
    const learner = createLearner({ task: 'classification', seed: 3 })
    teach(learner, 20, 1)
    const snapshot = captureSnapshot(learner)
    const before = encodeSnapshot(snapshot)
    teach(learner, 20, 2)
    expect(encodeSnapshot(snapshot)).toEqual(before)
    expect(decodeSnapshot(before)).toEqual(snapshot)
  })

  it('of a learner without a model says so', () => {
    expect(() => captureSnapshot(createLearner({ task: 'regression' }))).toThrow(
      expect.objectContaining({ code: 'ERR_SNAPSHOT_EMPTY' }),
    )
  })

  it('of what is neither a learner nor a model says so', () => {
    for (const other of [5, undefined, null, {}]) {
      expect(() => captureSnapshot(other as never)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })

  it('counts as its version what was learned, where nothing published it', () => {
    const learner = createLearner({ task: 'classification', seed: 3 })
    teach(learner, 20, 1)
    expect(captureSnapshot(learner)).toMatchObject({ epoch: 0n, version: 20 })
    expect(captureSnapshot(learner, { epoch: 3n, version: 4 })).toMatchObject({ epoch: 3n, version: 4 })
    expect(captureSnapshot(createModel({ input: 1, layers: [dense(1)] })).version).toBe(0)
  })

  it('a predictor takes over newer parameters, and a grown network', () => {
    const learner = createLearner({ task: 'classification', layers: [dense(4), tanh()], optimizer: adam(), seed: 3 })
    learner.learn({ x: [1, 2, 3], y: 'a' })
    const predictor = createPredictor(captureSnapshot(learner).columns)
    const first = predictor.model
    for (const y of ['b', 'a']) learner.learn({ x: [3, 2, 1], y })
    predictor.load(captureSnapshot(learner))
    expect(predictor.predict([1, 1, 1])).toEqual(learner.predict([1, 1, 1]))
    for (const y of ['c', 'd']) learner.learn({ x: [3, 2, 1], y })
    predictor.load(captureSnapshot(learner).columns)
    expect(predictor.model).not.toBe(first)
    expect(predictor.predict([1, 1, 1])).toEqual(learner.predict([1, 1, 1]))
  })

  it('a predictor is made of a snapshot, or of its columns, and of nothing else', async () => {
    const path = join(folder(), 'learner.eddy')
    const learner = createLearner({ task: 'classification', seed: 3 })
    teach(learner, 20, 1)
    await saveSnapshot(path, learner)
    const snapshot = await loadSnapshot(path)
    for (const predictor of [createPredictor(snapshot), createPredictor(snapshot.columns)]) {
      expect(predictor.predict([1, 1, 1])).toEqual(learner.predict([1, 1, 1]))
    }
    for (const other of [5, {}, undefined, learner]) {
      expect(() => createPredictor(other as never)).toThrow(expect.objectContaining({ code: 'ERR_SNAPSHOT' }))
    }
  })
})

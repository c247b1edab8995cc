import { describe, expect, it } from 'vitest'
import {
  captureSnapshot,
  constant,
  createLearner,
  createPredictor,
  dense,
  layer,
  parallel,
  concatenate,
  restoreLearner,
  tanh,
} from '../../src/index.js'

const scaled = layer('scaled', ({ x, parameter, op }) => op.mul(x, parameter('by', [1], constant(1))))
const layers = [dense(4), scaled(), parallel([[scaled()], [tanh()]]), concatenate()]

describe("restoreLearner with layers of one's own", () => {
  const learner = createLearner({ task: 'regression', layers, seed: 1 })
  for (let i = 0; i < 60; i++) learner.learn({ x: { a: i % 7 }, y: i % 5 })
  const snapshot = captureSnapshot(learner, { optimizer: true })

  it('says which option is missing', () =>
    expect(() => restoreLearner(snapshot)).toThrow('{ definitions: { "scaled": ... } }'))

  it('goes on to the same bits with that option, also for layers inside of others', () => {
    const restored = restoreLearner(snapshot, { definitions: { scaled } })
    expect(createPredictor(snapshot, { definitions: { scaled } }).predict({ a: 3 })).toEqual(learner.predict({ a: 3 }))
    for (const each of [learner, restored]) {
      for (let i = 0; i < 20; i++) each.learn({ x: { a: i % 3 }, y: i % 4 })
    }
    expect(restored.model?.parameters).toEqual(learner.model?.parameters)
  })
})

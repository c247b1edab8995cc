import { describe, expect, it } from 'vitest'
import {
  captureSnapshot,
  createLearner,
  createPredictor,
  createRandom,
  imputer,
  lags,
  oneHot,
  restoreLearner,
  standardScaler,
} from '../../../../src/index.js'
import { chainOf, encoded, lastOf } from '../../encoded.js'

const fill = imputer({ strategy: { constant: -1 }, indicators: false })

describe('lags', () => {
  it('are the values of the rows before, never of the row itself', () => {
    const chain = chainOf([lags({ of: 'load', count: 2 }), fill], [{ load: 5 }])
    expect(lastOf(chain)).toEqual({ load: 5 })
    chain.learn({ load: 6 })
    expect(lastOf(chain)).toEqual({ load: 6, 'load lag 1': 5 })
    chain.learn({ load: 7 })
    expect(lastOf(chain)).toEqual({ load: 7, 'load lag 1': 6, 'load lag 2': 5 })
  })

  it('asked before it is learned, a row is what it is when it is learned', () => {
    const loads = [1, 2, 3, 4].map((load) => ({ load }))
    const chain = chainOf([lags({ of: 'load', count: 3 }), fill], loads)
    const asked = encoded(chain, { load: 3 })
    expect(encoded(chain, { load: 3 })).toEqual(asked)
    chain.learn({ load: 3 })
    expect(lastOf(chain)).toEqual(asked)
  })

  it('keep a past for each key, and of no key none', () => {
    const rows = [
      { sensor: 's', load: 1 },
      { sensor: 't', load: 10 },
      { sensor: 's', load: 2 },
      { sensor: null, load: 99 },
    ]
    const chain = chainOf([lags({ of: 'load', per: 'sensor' }), fill, oneHot()], rows)
    const lag = (sensor: string | null) => encoded(chain, { sensor, load: 0 })['load lag 1']
    expect([lag('s'), lag('t'), lag('u'), lag(null)]).toEqual([2, 10, -1, -1])
    expect(lag('u')).toBe(-1)
  })

  it('keep numbers as keys apart from texts', () => {
    const chain = chainOf(
      [lags({ of: 'load', per: 'id' }), fill],
      [
        { id: 1, load: 4 },
        { id: 1, load: 5 },
        { id: 2, load: 6 },
      ],
    )
    expect(encoded(chain, { id: 1, load: 0 })['load lag 1']).toBe(5)
  })

  it('forget the key learned least recently, at the cap', () => {
    const rows = ['a', 'b', 'a', 'c'].map((key, load) => ({ key, load }))
    const chain = chainOf([lags({ of: 'load', per: 'key', maxKeys: 2 }), fill, oneHot()], rows)
    const lag = (key: string) => encoded(chain, { key, load: 0 })['load lag 1']
    expect([lag('a'), lag('b'), lag('c')]).toEqual([2, -1, 3])
    const many = chainOf(
      [lags({ of: 'load', per: 'key', maxKeys: 5 }), fill, oneHot()],
      Array.from({ length: 500 }, (_, load) => ({ key: `k${load}`, load })),
    )
    expect(many.state().stages[0]?.numbers.length).toBe(5 * 2)
  })

  it('of text are text, and a gap keeps its place', () => {
    const rows = [
      { state: 'on', a: 1 },
      { state: 'off', a: null },
      { state: null, a: 3 },
      { state: null, a: 5 },
    ]
    const chain = chainOf([lags({ of: ['state', 'a'], count: 3 }), fill, oneHot()], rows)
    const asked = encoded(chain, { state: 'on', a: 4 })
    expect(asked).toMatchObject({ 'a lag 1': 5, 'a lag 2': 3, 'a lag 3': -1, 'state=on': 1, 'state lag 1=off': 0 })
    const then = chainOf([lags({ of: 'state' }), oneHot()], [...rows.slice(0, 2), { state: 'off' }])
    expect(encoded(then, { state: 'on', a: 0 })).toMatchObject({ 'state lag 1=off': 1, 'state lag 1=on': 0 })
  })

  it('wait for a column that comes later', () => {
    const chain = chainOf([lags({ of: 'late' }), fill], [{ a: 1 }, { a: 2, late: 7 }, { a: 3 }])
    expect(chain.names).toEqual(['a', 'late', 'late lag 1'])
    expect(lastOf(chain)['late lag 1']).toBe(7)
    expect(encoded(chain, { a: 4 })['late lag 1']).toBe(-1)
  })

  it('make a learner see one step back, and its snapshot and predictor with it', () => {
    const { next } = createRandom(2)
    const values = Array.from({ length: 3000 }, () => next() * 2 - 1)
    const features = [lags({ of: 'a', count: 2 }), standardScaler()]
    const learner = createLearner({ task: 'regression', features, seed: 1 })
    let error = 0
    values.forEach((a, i) => {
      const y = (values[i - 1] ?? 0) - (values[i - 2] ?? 0)
      const prediction = learner.learn({ x: { a }, y })?.prediction
      if (i >= 2000 && prediction?.task === 'regression') error += Math.abs(prediction.value - y) / 1000
    })
    expect(error).toBeLessThan(0.1)
    const snapshot = captureSnapshot(learner, { optimizer: true })
    const again = restoreLearner(snapshot)
    const predictor = createPredictor(snapshot.columns)
    for (const a of [0.3, -0.2]) {
      expect(again.predict({ a })).toEqual(learner.predict({ a }))
      expect(predictor.predict({ a })).toEqual(learner.predict({ a }))
      expect(again.learn({ x: { a }, y: 0 })?.loss).toBe(learner.learn({ x: { a }, y: 0 })?.loss)
      predictor.load(captureSnapshot(learner).columns)
    }
    expect(again.model?.state).toEqual(learner.model?.state)
  })

  it('refuse what makes no sense', () => {
    for (const options of [{ of: [] }, { of: 'a', count: 0 }, { of: 'a', maxKeys: -1 }, { of: 3 as never }]) {
      expect(() => lags(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

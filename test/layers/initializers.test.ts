import { describe, expect, it } from 'vitest'
import type { Initializer } from '../../src/autodiff/tracing/trace.js'
import { dense } from '../../src/layers/dense.js'
import {
  constant,
  fanIn,
  glorotUniform,
  heUniform,
  initializerFrom,
  ones,
  sparse,
  uniform,
  zeros,
} from '../../src/layers/initializers.js'
import { createModel } from './trainable.js'

/** A fixed linear congruential generator: uniform enough for means over thousands. */
function generator(): () => number {
  let state = 12345
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function filled(start: Initializer, shape: readonly number[]): Float64Array {
  const values = new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(7)
  start.fill(values, shape, generator())
  return values
}

describe('initializers', () => {
  it.each([
    ['zeros', zeros(), 0],
    ['ones', ones(), 1],
    ['constant', constant(0.25), 0.25],
  ] as const)('%s fills', (_, start, value) => {
    expect(Array.from(filled(start, [2, 2]))).toEqual([value, value, value, value])
  })

  it.each([
    ['uniform', uniform(0.3), 0.3],
    ['fanIn', fanIn(), 1 / Math.sqrt(50)],
    ['fanIn of a bias', fanIn({ inputs: 4 }), 0.5],
    ['heUniform', heUniform(), Math.sqrt(6 / 50)],
    ['glorotUniform', glorotUniform(), Math.sqrt(6 / 1050)],
  ] as const)('%s stays within its bound, with mean 0', (_, start, bound) => {
    const values = filled(start, [1000, 50])
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound)
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.99 * bound)
    expect(Math.abs(mean)).toBeLessThan((3 * bound) / Math.sqrt(3 * values.length))
  })

  it('sparse clears exactly ceil(sparsity * inputs) weights of every unit, chosen at random', () => {
    const values = filled(sparse(0.9), [1000, 37])
    const cleared = new Array<number>(37).fill(0)
    for (let unit = 0; unit < 1000; unit++) {
      const row = values.subarray(37 * unit, 37 * unit + 37)
      expect(row.filter((value) => value === 0).length).toBe(Math.ceil(0.9 * 37))
      row.forEach((value, at) => {
        if (value === 0) cleared[at] = (cleared[at] ?? 0) + 1
      })
    }
    const kept = values.filter((value) => value !== 0)
    expect(Math.max(...kept.map(Math.abs))).toBeLessThanOrEqual(1 / Math.sqrt(37))
    expect(Math.abs(kept.reduce((a, b) => a + b, 0) / kept.length)).toBeLessThan(3 / Math.sqrt(37 * 3 * kept.length))
    expect(Math.min(...cleared)).toBeGreaterThan(850)
  })

  it.each([
    zeros(),
    ones(),
    constant(2),
    uniform(0.1),
    fanIn(),
    fanIn({ inputs: 9 }),
    heUniform(),
    glorotUniform(),
    sparse(0.5),
  ])('comes back from JSON: %j', (start) => {
    const json = JSON.parse(JSON.stringify(start)) as typeof start
    expect(json).toEqual(start)
    expect(filled(initializerFrom(json), [3, 8])).toEqual(filled(start, [3, 8]))
  })

  it('a model built again from its JSON starts with the same weights', () => {
    const model = createModel({ input: 20, layers: [dense(4, { start: sparse() })], seed: 3 })
    const again = createModel(JSON.parse(JSON.stringify(model.spec)) as typeof model.spec)
    expect(again.parameters).toEqual(model.parameters)
    expect(model.parameters.some((value) => value !== 0)).toBe(true)
  })

  it.each([
    () => uniform(-1),
    () => sparse(2),
    () => constant(Number.NaN),
    () => initializerFrom({ type: 'toString' }),
  ])('refuses what it cannot use: %s', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

import { describe, expect, it } from 'vitest'
import { createLearner, createRandom, interactions, oneHot, standardScaler } from '../../../../src/index.js'
import { chainOf, encoded } from '../../encoded.js'

describe('interactions', () => {
  it('are the products that were named', () => {
    const chain = chainOf(
      [
        interactions({
          of: [
            ['a', 'b'],
            ['a', 'a', 'late'],
          ],
        }),
      ],
      [{ a: 2, b: 3 }],
    )
    expect(encoded(chain, { a: 4, b: 5 })).toEqual({ a: 4, b: 5, 'a * b': 20 })
    chain.learn({ a: 1, b: 1, late: 1 })
    expect(encoded(chain, { a: 2, b: 0, late: 3 })['a * a * late']).toBe(12)
  })

  it('or all of a degree, of the numbers there are', () => {
    const rows = [{ a: 1, color: 'red', b: 2 }]
    const pairs = chainOf([interactions(), oneHot()], rows)
    expect(pairs.names).toEqual(['a', 'color=red', 'b', 'a * b'])
    const triples = chainOf([interactions({ degree: 3 })], [{ a: 2, b: 3, c: 5 }])
    expect(encoded(triples, { a: 2, b: 3, c: 5 })).toMatchObject({
      'a * b': 6,
      'a * c': 10,
      'b * c': 15,
      'a * b * c': 30,
    })
  })

  it('stop at the cap', () => {
    const wide = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, i]))
    expect(chainOf([interactions({ maxProducts: 10 })], [wide]).width).toBe(50)
    expect(chainOf([interactions()], [wide]).width).toBe(40 + 64)
  })

  it('are missing where a factor is', () => {
    const chain = chainOf(
      [interactions({ of: [['a', 'b']] }), standardScaler()],
      [
        { a: 1, b: 2 },
        { a: 2, b: 5 },
      ],
    )
    expect(encoded(chain, { a: 3, b: null })['a * b']).toBe(0)
  })

  it('that overflow are a fault that says what they are', () => {
    const chain = chainOf([interactions({ of: [['a', 'a', 'a', 'a']] })], [{ a: 1 }])
    expect(chain.learn({ a: 1e90 })).toBeUndefined()
    expect(chain.encodeLastInto(new Float32Array(2))).toMatchObject({
      code: 'ERR_INPUT_VALUE',
      reason: expect.stringContaining("'a * a * a * a' is Infinity"),
    })
  })

  it('set a sample aside where a named column is text', () => {
    const chain = chainOf([interactions({ of: [['a', 'b']] })], [{ a: 1 }])
    expect(chain.learn({ a: 1, b: 'red' })).toMatchObject({ code: 'ERR_FEATURE_TYPE' })
  })

  it('give a linear model the product it lacks', () => {
    const errorWith = (features: Parameters<typeof createLearner>[0]['features'] & object): number => {
      const { next } = createRandom(3)
      const learner = createLearner({ task: 'regression', features, layers: [], seed: 1 })
      let error = 0
      for (let i = 0; i < 3000; i++) {
        const [a, b] = [next() * 2 - 1, next() * 2 - 1]
        const prediction = learner.learn({ x: { a, b }, y: a * b })?.prediction
        if (i >= 2000 && prediction?.task === 'regression') error += Math.abs(prediction.value - a * b) / 1000
      }
      return error
    }
    expect(errorWith([standardScaler(), interactions()])).toBeLessThan(0.3 * errorWith([standardScaler()]))
  })

  it('refuse what makes no sense', () => {
    for (const options of [
      { of: [['a']] },
      { of: [] },
      { of: [['a', 'b']], degree: 2 as const },
      { degree: 4 as never },
      { maxProducts: 0 },
    ]) {
      expect(() => interactions(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

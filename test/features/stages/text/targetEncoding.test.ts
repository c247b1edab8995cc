import { describe, expect, it } from 'vitest'
import { createLearner, createRandom, oneHot, standardScaler, targetEncoding } from '../../../../src/index.js'
import { chainOf, encoded, lastOf } from '../../encoded.js'

const cities = ['rome', 'rome', 'oslo', 'rome'].map((city) => ({ city }))

describe('targetEncoding', () => {
  it('is the mean of the targets of a category, drawn towards the mean of all', () => {
    const chain = chainOf([targetEncoding({ smoothing: 2 })], cities, [10, 20, 2, 30])
    const all = (10 + 20 + 2 + 30) / 4
    expect(encoded(chain, { city: 'rome' })['city target']).toBeCloseTo((60 + 2 * all) / (3 + 2), 5)
    expect(encoded(chain, { city: 'oslo' })['city target']).toBeCloseTo((2 + 2 * all) / (1 + 2), 5)
    expect(encoded(chain, { city: 'bern' })['city target']).toBeCloseTo(all, 5)
    expect(encoded(chain, { city: null })['city target']).toBeCloseTo(all, 5)
  })

  it('without smoothing is the mean itself', () => {
    const chain = chainOf([targetEncoding({ smoothing: 0 })], cities, [10, 20, 2, 30])
    expect(encoded(chain, { city: 'rome' })['city target']).toBe(20)
    expect(encoded(chain, { city: 'bern' })['city target']).toBe(15.5)
  })

  it('of classes is the share of each, which come as they are seen', () => {
    const chain = chainOf([targetEncoding({ smoothing: 1 })], [...cities, { city: 'oslo' }], ['a', 'b', 'a', 'a', 'c'])
    expect(chain.names).toEqual(['city target a', 'city target b'])
    chain.learn({ city: 'oslo' }, Number.NaN, 'a')
    expect(chain.names).toEqual(['city target a', 'city target b', 'city target c'])
    const rome = Object.values(encoded(chain, { city: 'rome' }))
    expect(rome.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6)
    expect(rome[1]).toBeCloseTo((1 + 1 / 6) / (3 + 1), 6)
  })

  it('knows nothing of the target of its own sample', () => {
    const chain = chainOf([targetEncoding({ smoothing: 0 })], [{ city: 'rome' }], [1e6])
    expect(lastOf(chain)).toEqual({})
    chain.learn({ city: 'oslo' }, -5e6)
    expect(lastOf(chain)['city target']).toBe(1e6)
    chain.learn({ city: 'oslo' }, 7)
    expect(lastOf(chain)['city target']).toBe(-5e6)
  })

  it('of noise says nothing: a category per row, targets of dice, and no better than dice', () => {
    const { next } = createRandom(4)
    const learner = createLearner({
      task: 'classification',
      features: [targetEncoding({ smoothing: 0 }), standardScaler()],
    })
    let right = 0
    for (let i = 0; i < 2000; i++) {
      const y = next() < 0.5 ? 'heads' : 'tails'
      const prediction = learner.learn({ x: { id: `row ${i % 700}` }, y })?.prediction
      if (prediction?.task === 'classification' && prediction.label === y) right += 1
    }
    expect(right / 2000).toBeGreaterThan(0.45)
    expect(right / 2000).toBeLessThan(0.55)
  })

  it('learns what hundreds of categories mean where one-hot has no room for them', () => {
    const accuracyWith = (features: Parameters<typeof createLearner>[0]['features'] & object): number => {
      const { next } = createRandom(6)
      const learner = createLearner({ task: 'classification', features, seed: 1 })
      let right = 0
      for (let i = 0; i < 6000; i++) {
        const shop = Math.floor(next() * 500)
        const y = next() < (shop % 2 === 0 ? 0.9 : 0.1) ? 'yes' : 'no'
        const prediction = learner.learn({ x: { shop: `shop ${shop}` }, y })?.prediction
        if (i >= 4000 && prediction?.task === 'classification' && prediction.label === y) right += 1
      }
      return right / 2000
    }
    const encodedAccuracy = accuracyWith([targetEncoding(), standardScaler()])
    expect(encodedAccuracy).toBeGreaterThan(0.85)
    expect(encodedAccuracy).toBeGreaterThan(accuracyWith([oneHot()]) + 0.2)
  })

  it('takes the columns it was given, and leaves the rest to others', () => {
    const row = { city: 'rome', color: 'red', a: 2 }
    const chain = chainOf([targetEncoding({ of: ['city'] }), oneHot()], [row, row], [1, 2])
    expect(chain.names).toEqual(['color=red', 'a', 'city target'])
  })

  it('forgets the category learned least recently, at its cap, and costs one output for any number of ids', () => {
    const ids = ['a', 'b', 'a', 'c'].map((id) => ({ id }))
    const chain = chainOf([targetEncoding({ smoothing: 0, maxCategories: 2 })], ids, [1, 3, 1, 5])
    expect(chain.width).toBe(1)
    expect(encoded(chain, { id: 'a' })['id target']).toBe(1)
    expect(encoded(chain, { id: 'b' })['id target']).toBe(2.5)
    const many = chainOf(
      [targetEncoding()],
      Array.from({ length: 3000 }, (_, i) => ({ id: `${i}` })),
      Array.from({ length: 3000 }, () => 1),
    )
    expect(many.width).toBe(1)
  })

  it('refuses what makes no sense', () => {
    for (const options of [{ smoothing: -1 }, { smoothing: Number.NaN }, { maxCategories: 0 }, { maxClasses: 1.5 }]) {
      expect(() => targetEncoding(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

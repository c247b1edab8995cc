import { describe, expect, it } from 'vitest'
import { createLearner, imputer, oneHot, standardScaler, windows } from '../../../../src/index.js'
import { chainOf, encoded, lastOf } from '../../encoded.js'

const fill = imputer({ strategy: { constant: -1 }, indicators: false })
const all = ['mean', 'min', 'max', 'standardDeviation'] as const

describe('windows', () => {
  it('are of the rows before, the last ones', () => {
    const chain = chainOf([windows({ of: 'a', size: 3, statistics: all }), fill], [{ a: 100 }])
    expect(lastOf(chain)).toEqual({ a: 100 })
    for (const a of [2, 4, 9]) chain.learn({ a })
    const { 'a standardDeviation of 3': deviation, ...rest } = encoded(chain, { a: 0 })
    expect(rest).toEqual({ a: 0, 'a mean of 3': 5, 'a min of 3': 2, 'a max of 3': 9 })
    expect(deviation).toBeCloseTo(Math.sqrt((9 + 1 + 16) / 3), 6)
  })

  it('do not count what is missing', () => {
    const chain = chainOf(
      [windows({ of: 'a', size: 2, statistics: ['mean'] }), fill],
      [{ a: 2 }, { a: null }, { a: 4 }, { b: 1 }],
    )
    expect(encoded(chain, {})['a mean of 2']).toBe(3)
  })

  it('keep one for each key, of a bounded number', () => {
    const rows = ['s', 't', 's', 'u'].map((key, a) => ({ key, a }))
    const chain = chainOf([windows({ of: 'a', per: 'key', statistics: ['max'], maxKeys: 2 }), fill, oneHot()], rows)
    const largest = (key: string) => encoded(chain, { key, a: 0 })['a max of 10']
    expect([largest('s'), largest('t'), largest('u')]).toEqual([2, -1, 3])
  })

  it('go on when new columns come: those of deep-river broke (issue 167)', () => {
    const chain = chainOf([windows({ of: ['a', 'late'], size: 2 }), standardScaler()], [{ a: 1 }, { a: 2 }, { a: 3 }])
    const before = chain.names
    for (let i = 0; i < 5; i++) expect(chain.learn({ a: i, late: 2 * i, [`new ${i}`]: i })).toBeUndefined()
    expect(chain.names.slice(0, before.length)).toEqual(before)
    expect(chain.names).toContain('late mean of 2')
  })

  it('set a sample aside where the column is text, and learning goes on', () => {
    const learner = createLearner({ task: 'regression', features: [windows({ of: 'a' }), standardScaler(), oneHot()] })
    const reasons: string[] = []
    learner.rejected$.subscribe(({ code, reason }) => reasons.push(`${code} ${reason}`))
    expect(learner.learn({ x: { a: 'red', b: 1 }, y: 1 })).toBeUndefined()
    expect(reasons).toEqual([`ERR_FEATURE_TYPE windows: 'a': expected numbers, got the text "red"`])
    expect(learner.learn({ x: { b: 1 }, y: 1 })).toBeDefined()
  })

  it('refuse what makes no sense', () => {
    for (const options of [
      { of: 'a', size: 0 },
      { of: 'a', statistics: [] },
      { of: 'a', statistics: ['median' as never] },
    ]) {
      expect(() => windows(options)).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    }
  })
})

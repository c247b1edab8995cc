import { describe, expect, it } from 'vitest'
import { slowlyChanging } from '../../../src/index.js'

const rows = (options: Parameters<typeof slowlyChanging>[0]) =>
  Array.from(slowlyChanging(options), ({ x, y }) => ({ x: x as readonly number[], y: y as number }))
const slowBits = (x: readonly number[]): string => x.slice(0, 15).join('')

describe('slowlyChanging', () => {
  it('turns one slow bit round after so many samples, and draws the fast ones each time', () => {
    const samples = rows({ every: 50, samples: 500, seed: 3 })
    const slow = samples.map(({ x }) => slowBits(x))
    for (let at = 1; at < 500; at++) {
      const turned = [...(slow[at] ?? '')].filter((bit, i) => bit !== slow[at - 1]?.[i]).length
      expect(turned, `at ${at}`).toBe(at % 50 === 0 ? 1 : 0)
    }
    expect(new Set(samples.slice(0, 50).map(({ x }) => x.slice(15).join(''))).size).toBeGreaterThan(15)
  })

  it('draws all slow bits anew where it is told to', () => {
    const periods = rows({ every: 10, samples: 200, change: 'allBits' }).map(({ x }) => slowBits(x))
    const turned = Array.from({ length: 19 }, (_, i) => {
      const [before = '', after = ''] = [periods[10 * i], periods[10 * i + 10]]
      return [...after].filter((bit, at) => bit !== before[at]).length
    })
    expect(turned.reduce((sum, count) => sum + count, 0) / 19).toBeGreaterThan(5)
  })

  it('has one target for one row of bits, for ever', () => {
    const known = new Map<string, number>()
    for (const { x, y } of rows({ every: 20, samples: 20_000, seed: 2 })) {
      expect(known.get(x.join('')) ?? y).toBe(y)
      known.set(x.join(''), y)
    }
    expect(new Set(known.values()).size).toBeGreaterThan(3)
  })

  it('is a matter of the seed, and goes on where it stopped', () => {
    const whole = rows({ every: 7, samples: 60, seed: 5 })
    expect(rows({ every: 7, samples: 60, seed: 5, after: 33 })).toEqual(whole.slice(33))
    expect(rows({ every: 7, samples: 60, seed: 6 })).not.toEqual(whole)
  })

  it('refuses what is no number of samples', () => {
    expect(() => slowlyChanging({ every: 0 })).toThrowError(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

import { describe, expect, it } from 'vitest'
import { createRandom, nextBits, seedWords } from '../../src/kernels/random.js'

describe('createRandom', () => {
  it('is xoshiro128++: the reference sequence from state 1, 2, 3, 4', () => {
    const state = new Uint32Array([1, 2, 3, 4])
    expect([0, 1, 2, 3].map(() => nextBits(state, 0))).toEqual([641, 1573767, 3222811527, 3517856514])
  })

  it('repeats from a seed and from a saved state', () => {
    const [first, second] = [createRandom(42), createRandom(42)]
    for (let i = 0; i < 100; i++) expect(first.next()).toBe(second.next())
    const saved = first.state.slice()
    const expected = [first.normal(), first.next()]
    first.state.set(saved)
    expect([first.normal(), first.next()]).toEqual(expected)
    expect(createRandom(43).next()).not.toBe(createRandom(42).next())
  })

  it('is uniform in [0, 1), and normal with mean 0 and variance 1', () => {
    const random = createRandom(1)
    let [sum, normals, squares] = [0, 0, 0]
    for (let i = 0; i < 100_000; i++) {
      const u = random.next()
      if (u < 0 || u >= 1) throw new Error(`${u} is outside of [0, 1)`)
      const n = random.normal()
      sum += u
      normals += n
      squares += n * n
    }
    expect(sum / 100_000).toBeCloseTo(0.5, 2)
    expect(Math.abs(normals / 100_000)).toBeLessThan(0.02)
    expect(squares / 100_000).toBeCloseTo(1, 1)
  })

  it('seeds words of either sign with the same bits', () => {
    const [signed, unsigned] = [new Int32Array(6), new Uint32Array(4)]
    seedWords(signed, 2, -5)
    seedWords(unsigned, 0, -5)
    expect([...new Uint32Array(signed.buffer, 8, 4)]).toEqual([...unsigned])
  })
})

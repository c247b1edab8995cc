import { describe, expect, it } from 'vitest'
import { createRandom, nearestExamples } from '../../../src/index.js'

describe('nearest examples', () => {
  it('finds the k nearest of all that it kept, the nearest first', () => {
    const random = createRandom(1)
    const store = nearestExamples<number>({ capacity: 200 })
    const points = Array.from({ length: 200 }, () => [random.normal(), random.normal(), random.normal()])
    points.forEach((point, i) => store.learn(point, i))
    for (const k of [1, 3, 200, 500]) {
      const question = [random.normal(), random.normal(), random.normal()]
      const wanted = points
        .map((point, item) => ({ item, distance: Math.hypot(...point.map((value, i) => value - (question[i] ?? 0))) }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, k)
      const found = store.nearest(question, k)
      expect(found.map(({ item }) => item)).toEqual(wanted.map(({ item }) => item))
      expect(found[0]?.distance).toBeCloseTo(wanted[0]?.distance ?? Number.NaN, 12)
    }
  })

  it('of equal ones the earlier comes first', () => {
    const store = nearestExamples<string>()
    for (const item of ['a', 'b', 'c']) store.learn([0], item)
    expect(store.nearest([1], 2).map(({ item }) => item)).toEqual(['a', 'b'])
  })

  it('keeps a sample of the stream, of all times alike, within its capacity', () => {
    const halves = [0, 0]
    for (let seed = 0; seed < 50; seed++) {
      const store = nearestExamples<number>({ capacity: 50, seed })
      for (let i = 0; i < 1000; i++) store.learn([i], i)
      expect(store.size).toBe(50)
      expect(store.seen).toBe(1000)
      for (const { item } of store.nearest([0], 50)) halves[Number(item >= 500)]! += 1
    }
    // 2,500 of them; the standard deviation of a half is 25.
    expect(Math.abs((halves[0] ?? 0) - 1250)).toBeLessThan(100)
  })

  it('keeps copies, and goes on from its state', () => {
    const values = Float32Array.of(1, 2)
    const [first, second] = [nearestExamples<number>({ capacity: 3 }), nearestExamples<number>({ capacity: 3 })]
    first.learn(values, 0)
    values[0] = 9
    expect(first.nearest([1, 2])[0]?.distance).toBe(0)
    for (let i = 1; i < 10; i++) first.learn([i, i], i)
    second.restore(structuredClone(first.state()))
    for (let i = 10; i < 50; i++) {
      second.nearest([i, i])
      first.learn([i, i], i)
      second.learn([i, i], i)
    }
    expect(second.state()).toEqual(first.state())
  })

  it('refuses what does not fit', () => {
    expect(() => nearestExamples({ capacity: 0 })).toThrow('`capacity`')
    const store = nearestExamples<number>()
    expect(store.nearest([1, 2], 3)).toEqual([])
    store.learn([1, 2], 0)
    expect(() => store.learn([1], 0)).toThrow('expected 2 numbers')
    expect(() => store.nearest([1])).toThrow('expected 2 numbers')
    expect(() => store.learn([1, Number.NaN], 0)).toThrow('finite number at 1')
    store.learn([3, 4], 1)
    expect(() => nearestExamples<number>({ capacity: 1 }).restore(store.state())).toThrow('at most 1')
  })
})

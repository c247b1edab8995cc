import { describe, expect, it } from 'vitest'
import { createRandom, onlinePca } from '../../../src/index.js'
import { eigen } from './linearAlgebra.js'

/** Points whose variances along hidden, turned axes are about 9, 4, 1, 0.25, 0.25; the mean is not at 0. */
function cloud(count: number, seed: number): readonly (readonly number[])[] {
  const random = createRandom(seed)
  const turn = Array.from({ length: 5 }, () => Array.from({ length: 5 }, () => random.normal()))
  const spreads = [3, 2, 1, 0.5, 0.5]
  return Array.from({ length: count }, () => {
    const hidden = spreads.map((spread) => spread * random.normal())
    return turn.map((row, i) => row.reduce((sum, weight, j) => sum + weight * (hidden[j] ?? 0), 10 * i))
  })
}

function exactAxes(points: readonly (readonly number[])[]) {
  const size = points[0]?.length ?? 0
  const mean = Array.from({ length: size }, (_, i) => points.reduce((sum, p) => sum + (p[i] ?? 0), 0) / points.length)
  const covariance = mean.map((_, i) =>
    mean.map(
      (_, j) =>
        points.reduce((sum, p) => sum + ((p[i] ?? 0) - (mean[i] ?? 0)) * ((p[j] ?? 0) - (mean[j] ?? 0)), 0) /
        points.length,
    ),
  )
  return { mean, axes: eigen(covariance) }
}

const dot = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((sum, value, i) => sum + value * (a[i] ?? 0), 0)

describe('online PCA', () => {
  it.each([1, 2, 3])('finds the axes of the exact solution, cloud %i', (seed) => {
    const points = cloud(200, seed)
    const { axes } = exactAxes(points)
    const pca = onlinePca({ rate: 0 })
    for (let sweep = 0; sweep < 100; sweep++) for (const point of points) pca.learn(point)
    for (const index of [0, 1]) {
      expect(Math.abs(dot(pca.axis(index), axes[index]?.vector ?? []))).toBeGreaterThan(0.999)
    }
    expect(Math.abs(dot(pca.axis(0), [...pca.axis(1)]))).toBeLessThan(0.01)
    const all = axes.reduce((sum, { value }) => sum + value, 0)
    const two = (axes[0]?.value ?? 0) + (axes[1]?.value ?? 0)
    expect(pca.explained).toBeCloseTo(two / all, 1)
  })

  it('is close after one pass', () => {
    const points = cloud(2000, 4)
    const { mean, axes } = exactAxes(points)
    const pca = onlinePca()
    for (const point of points) pca.learn(point)
    expect(Math.abs(dot(pca.axis(0), axes[0]?.vector ?? []))).toBeGreaterThan(0.98)
    expect(Math.abs(dot(pca.axis(1), axes[1]?.vector ?? []))).toBeGreaterThan(0.95)
    expect(Math.hypot(...pca.project(mean))).toBeLessThan(0.1 * Math.sqrt(axes[0]?.value ?? 0))
  })

  it('does not mind the scale of what it sees', () => {
    const points = cloud(500, 5)
    const [small, large] = [onlinePca(), onlinePca()]
    for (const point of points) {
      small.learn(point.map((value) => value / 1024))
      large.learn(point.map((value) => value * 1024))
    }
    expect([...small.axis(0)]).toEqual([...large.axis(0)])
  })

  it('gives zeros for what never varied', () => {
    const pca = onlinePca()
    expect([...pca.project([1, 2])]).toEqual([0, 0])
    for (let i = 0; i < 10; i++) pca.learn([1, 2])
    expect([...pca.project([1, 2])]).toEqual([0, 0])
    expect(pca.explained).toBe(0)
    pca.learn([2, 2])
    for (let i = 0; i < 10; i++) pca.learn([i % 2, 2])
    expect(Math.abs(pca.project([3, 2])[0] ?? 0)).toBeGreaterThan(1)
  })

  it('changes nothing when asked, and goes on from its state to the bit', () => {
    const points = cloud(60, 6)
    const [first, second] = [onlinePca(), onlinePca()]
    for (const point of points.slice(0, 30)) first.learn(point)
    second.restore(structuredClone(first.state()))
    for (const point of points.slice(30)) {
      second.project(point)
      first.learn(point)
      second.learn(point)
    }
    expect(second.state()).toEqual(first.state())
  })

  it('refuses what does not fit', () => {
    expect(() => onlinePca({ components: 0 })).toThrow('`components`')
    expect(() => onlinePca({ rate: 1 })).toThrow('`rate`')
    const pca = onlinePca()
    pca.learn([1, 2])
    expect(() => pca.learn([1])).toThrow('expected 2 numbers')
    expect(() => pca.learn([1, Number.NaN])).toThrow('finite number at 1')
    expect(() => onlinePca({ components: 3 }).restore(pca.state())).toThrow('expected 3 axes')
  })
})

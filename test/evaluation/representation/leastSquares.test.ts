import { describe, expect, it } from 'vitest'
import { LeastSquares } from '../../../src/evaluation/representation/leastSquares.js'
import { createRandom } from '../../../src/index.js'
import { solved } from './linearAlgebra.js'

interface Row {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

function rowsOf(count: number, inputs: number, seed: number): readonly Row[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const x = Array.from({ length: inputs }, () => random.normal())
    return { x, y: [x.reduce((sum, value, i) => sum + i * value, 2) + 0.1 * random.normal(), random.normal()] }
  })
}

/** By the normal equations, weights of old rows included. */
function exact(rows: readonly Row[], output: number, ridge: number, forgetting = 1): readonly number[] {
  const padded = rows.map(({ x, y }, i) => ({ x: [...x, 1], y, weight: forgetting ** (rows.length - 1 - i) }))
  const size = padded[0]?.x.length ?? 0
  const gram = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) =>
      padded.reduce((sum, { x, weight }) => sum + weight * (x[i] ?? 0) * (x[j] ?? 0), i === j ? ridge : 0),
    ),
  )
  const right = Array.from({ length: size }, (_, i) =>
    padded.reduce((sum, { x, y, weight }) => sum + weight * (x[i] ?? 0) * (y[output] ?? 0), 0),
  )
  return solved(gram, right)
}

const predicted = (solver: LeastSquares, x: readonly number[]): readonly number[] => {
  const into = new Float64Array(solver.outputs)
  solver.predictInto(x, into)
  return [...into]
}

const applied = (weights: readonly number[], x: readonly number[]): number =>
  [...x, 1].reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0)

describe('least squares', () => {
  it('is, after any row, the solution of the normal equations', () => {
    const rows = rowsOf(60, 5, 1)
    const solver = new LeastSquares({ inputs: 5, outputs: 2, ridge: 0.01 })
    rows.forEach(({ x, y }, i) => {
      solver.learn(x, y)
      if (![0, 2, 5, 59].includes(i)) return
      for (const output of [0, 1]) {
        const weights = exact(rows.slice(0, i + 1), output, 0.01)
        for (const row of rows.slice(0, 3)) {
          expect(predicted(solver, row.x)[output]).toBeCloseTo(applied(weights, row.x), 9)
        }
      }
    })
  })

  it('forgets: the weighted solution, the ridge staying about what it is', () => {
    const rows = rowsOf(300, 4, 2)
    const solver = new LeastSquares({ inputs: 4, outputs: 2, ridge: 1e-6, forgetting: 0.98 })
    for (const { x, y } of rows) solver.learn(x, y)
    const weights = exact(rows, 0, 1e-6, 0.98)
    for (const { x } of rows.slice(0, 5)) expect(predicted(solver, x)[0]).toBeCloseTo(applied(weights, x), 5)
  })

  it('stays finite on a million rows that say nothing of one input, while it forgets', () => {
    const solver = new LeastSquares({ inputs: 2, outputs: 1, forgetting: 0.99 })
    for (let i = 0; i < 1_000_000; i++) solver.learn([(i % 7) / 7, 0], [(i % 7) / 7])
    expect(predicted(solver, [0.5, 0])[0]).toBeCloseTo(0.5, 3)
    expect(Math.abs(predicted(solver, [0.5, 1])[0] ?? Number.NaN)).toBeLessThan(1)
  })

  it('bears inputs that depend on each other', () => {
    const solver = new LeastSquares({ inputs: 3, outputs: 1 })
    const random = createRandom(3)
    for (let i = 0; i < 5000; i++) {
      const x = random.normal()
      solver.learn([x, x, 1], [3 * x + 1])
    }
    expect(predicted(solver, [2, 2, 1])[0]).toBeCloseTo(7, 4)
  })

  it('takes more outputs as if their targets had been 0 before', () => {
    const rows = rowsOf(40, 3, 4)
    const grown = new LeastSquares({ inputs: 3, outputs: 1 })
    const whole = new LeastSquares({ inputs: 3, outputs: 2 })
    rows.forEach(({ x, y }, i) => {
      if (i === 20) grown.growOutputs(2)
      grown.learn(x, y)
      whole.learn(x, [y[0] ?? 0, i < 20 ? 0 : (y[1] ?? 0)])
    })
    expect(predicted(grown, [1, 2, 3])).toEqual(predicted(whole, [1, 2, 3]))
  })

  it('goes on from its state to the bit', () => {
    const rows = rowsOf(50, 4, 5)
    const first = new LeastSquares({ inputs: 4, outputs: 2, forgetting: 0.99 })
    for (const { x, y } of rows.slice(0, 23)) first.learn(x, y)
    const second = new LeastSquares({ inputs: 4, outputs: 2, forgetting: 0.99 })
    second.restore(structuredClone(first.state()))
    for (const { x, y } of rows.slice(23)) {
      predicted(second, x)
      first.learn(x, y)
      second.learn(x, y)
    }
    expect(second.state()).toEqual(first.state())
  })

  it('refuses what cannot be', () => {
    expect(() => new LeastSquares({ inputs: 2, outputs: 1, ridge: 0 })).toThrow('`ridge`')
    expect(() => new LeastSquares({ inputs: 2, outputs: 1, forgetting: 1.1 })).toThrow('`forgetting`')
    const other = new LeastSquares({ inputs: 3, outputs: 1 })
    expect(() => new LeastSquares({ inputs: 2, outputs: 1 }).restore(other.state())).toThrow('expected a state')
  })
})

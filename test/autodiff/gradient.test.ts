import { describe, expect, it } from 'vitest'
import { Engine } from '../../src/autodiff/running/engine.js'
import { needed } from '../../src/autodiff/tracing/gradient.js'
import { traceNetwork } from '../../src/autodiff/tracing/network.js'
import type { Initializer, Ops, Tensor } from '../../src/autodiff/tracing/trace.js'

const start: Initializer = {
  fill: (values) =>
    values.forEach((_, index) => {
      values[index] = Math.sin(index + 1) / 2
    }),
}

/** Runs f on a vector in float64 and returns its value and gradient, and how many nodes the way back took. */
function differentiate(length: number, f: (op: Ops, x: Tensor) => Tensor) {
  const network = traceNetwork([[length]], ({ op, inputs }) => op.sum(f(op, inputs[0] as Tensor)))
  const engine = new Engine(network, { kernels: 'float64', tapes: 1, seed: 1 })
  const plan = engine.single.plan
  const [input] = network.inputs
  const [gradient] = network.inputGradients
  const at = (node: typeof input): number => (node ? plan.address(node) : -1)
  engine.machine.data[at(network.cotangent)] = 1
  return {
    nodes: gradient ? needed([gradient], network.forwardEnd).length : 0,
    run: (x: readonly number[]) => {
      engine.writeRows(at(input), [length], x, 0)
      engine.run(plan.forward, 0)
      engine.run(plan.inputBackward, 0)
      return {
        value: engine.machine.data[at(network.output)] ?? Number.NaN,
        gradient: gradient ? Array.from(engine.readRows(at(gradient), [length])) : [],
      }
    },
  }
}

const close = (got: number, wanted: number, tolerance: number): boolean =>
  Math.abs(got - wanted) <= 1e-8 ||
  Math.abs(got - wanted) <= tolerance * Math.max(1e-8, Math.abs(got) + Math.abs(wanted))

describe('reverse mode', () => {
  it('visits each operation once: thirty doublings give 2^30 in a walk of thirty steps', () => {
    const { run, nodes } = differentiate(1, (op, x) => {
      let y = x
      for (let count = 0; count < 30; count++) y = op.add(y, y)
      return y
    })
    expect(run([3])).toEqual({ value: 3 * 2 ** 30, gradient: [2 ** 30] })
    expect(nodes).toBeLessThan(40)
  })

  it('takes as many operations for ten inputs as for ten thousand', () => {
    const f = (op: Ops, x: Tensor): Tensor => op.tanh(op.sum(op.mul(op.sigmoid(x), x)))
    expect(differentiate(10, f).nodes).toBe(differentiate(10_000, f).nodes)
  })

  const functions: Record<string, (op: Ops, x: Tensor) => Tensor> = {
    add: (op, x) => op.add(x, 2),
    sub: (op, x) => op.sub(3, x),
    mul: (op, x) => op.mul(x, x),
    div: (op, x) => op.div(op.add(x, 1), op.add(op.square(x), 2)),
    max: (op, x) => op.max(x, 0.1),
    min: (op, x) => op.min(x, op.mul(x, x)),
    select: (op, x) => op.select(op.greater(x, 0), op.exp(x), op.square(x)),
    neg: (op, x) => op.neg(x),
    abs: (op, x) => op.abs(x),
    sqrt: (op, x) => op.sqrt(op.add(op.square(x), 1)),
    exp: (op, x) => op.exp(x),
    log: (op, x) => op.log(op.add(op.square(x), 1)),
    expm1: (op, x) => op.expm1(x),
    log1p: (op, x) => op.log1p(op.square(x)),
    tanh: (op, x) => op.tanh(x),
    sigmoid: (op, x) => op.sigmoid(x),
    relu: (op, x) => op.relu(x),
    erf: (op, x) => op.erf(x),
    square: (op, x) => op.square(x),
    reciprocal: (op, x) => op.reciprocal(op.add(op.square(x), 1)),
    softmax: (op, x) => op.mul(op.softmax(x), op.exp(x)),
    logSumExp: (op, x) => op.logSumExp(x),
    normalize: (op, x) => op.exp(op.normalize(x, { epsilon: 1e-5, center: true })),
    rms: (op, x) => op.exp(op.normalize(x, { epsilon: 1e-5, center: false })),
    maxLast: (op, x) => op.mul(op.maxLast(x), x),
    rows: (op, x) => op.mul(op.sumLast(op.reshape(op.slice(x, 0, 6), [2, 3])), op.reshape(x, [1, 7])),
    column: (op, x) => op.mul(op.reshape(op.slice(x, 0, 2), [2, 1]), op.reshape(op.slice(x, 1, 7), [2, 3])),
    row: (op, x) => op.div(op.reshape(op.slice(x, 0, 6), [2, 3]), op.add(op.square(op.slice(x, 4, 7)), 1)),
    general: (op, x) => op.mul(op.reshape(op.slice(x, 0, 2), [1, 2, 1]), op.reshape(op.slice(x, 1, 7), [3, 1, 2])),
    matmul: (op, x) => op.matmul(op.reshape(op.slice(x, 0, 6), [2, 3]), op.reshape(op.slice(x, 1, 7), [3, 2])),
    matmulTransposed: (op, x) =>
      op.matmul(op.reshape(op.slice(x, 0, 6), [2, 3]), op.reshape(op.slice(x, 1, 7), [2, 3]), { transposeB: true }),
    matmulTransposedA: (op, x) =>
      op.matmul(op.reshape(op.slice(x, 0, 6), [2, 3]), op.reshape(op.slice(x, 1, 7), [2, 3]), { transposeA: true }),
    transpose: (op, x) =>
      op.mul(op.transpose(op.reshape(op.slice(x, 0, 6), [2, 3]), [1, 0]), op.reshape(op.slice(x, 1, 7), [3, 2])),
    concat: (op, x) => op.square(op.concat([op.slice(x, 0, 3), op.exp(x), op.slice(x, 2, 4)])),
    take: (op, x) => op.square(op.take(x, Int32Array.of(3, 3, -1, 0), [2, 2])),
    mean: (op, x) => op.mul(op.mean(x), x),
    meanLast: (op, x) => op.mul(op.meanLast(x), x),
    stop: (op, x) => op.add(op.square(x), op.stopGradient(op.constant([1, 2, 3, 4, 5, 6, 7]))),
  }
  const point = [0.31, -0.72, 1.13, 0.54, -1.35, 0.86, 0.27]

  it.each(Object.keys(functions))('%s: its vector-Jacobian product equals central differences', (name) => {
    const { run } = differentiate(7, functions[name] as (op: Ops, x: Tensor) => Tensor)
    const { gradient } = run(point)
    point.forEach((_, index) => {
      const at = (shift: number): number => run(point.map((v, i) => (i === index ? v + shift : v))).value
      const numeric = (at(1e-5) - at(-1e-5)) / 2e-5
      expect(
        close(gradient[index] ?? Number.NaN, numeric, 1e-6),
        `${name}[${index}]: ${gradient[index]} against ${numeric}`,
      ).toBe(true)
    })
  })

  it('fixed choices at kinks: relu and abs 0 at 0, ties to the first', () => {
    const at = (f: (op: Ops, x: Tensor) => Tensor, x: number[]): number[] => differentiate(x.length, f).run(x).gradient
    expect(at((op, x) => op.relu(x), [0])).toEqual([0])
    expect(at((op, x) => op.abs(x), [0])).toEqual([0])
    expect(at((op, x) => op.max(x, 0), [0])).toEqual([1])
    expect(at((op, x) => op.maxLast(x), [2, 5, 5])).toEqual([0, 1, 0])
    expect(at((op, x) => op.min(op.max(x, -1), 1), [1, 1.5])).toEqual([1, 0])
  })

  it('shares a parameter: its gradient is the sum over the places', () => {
    const network = traceNetwork([[2]], ({ op, inputs, parameter }) => {
      const w = parameter('w', [2, 2], start)
      return op.linear(op.tanh(op.linear(inputs[0] as Tensor, w)), w)
    })
    const engine = new Engine(network, { kernels: 'float64', tapes: 1, seed: 1 })
    const plan = engine.single.plan
    const { data } = engine.machine
    const value = (): number => {
      engine.run(plan.forward, 0)
      const [a = 0, b = 0] = engine.readRows(plan.address(network.output), [2])
      return a + 2 * b
    }
    engine.writeRows(plan.inputs[0] ?? 0, [2], [0.5, -0.3], 0)
    value()
    engine.writeRows(plan.address(network.cotangent), [2], [1, 2], 0)
    engine.run(plan.backward, 0)
    const gradient = engine.gradients(plan, 0)
    for (const index of [0, 1, 4, 5]) {
      const w = data[index] ?? 0
      data[index] = w + 1e-5
      const above = value()
      data[index] = w - 1e-5
      const below = value()
      data[index] = w
      expect(close(gradient[index] ?? 0, (above - below) / 2e-5, 1e-6)).toBe(true)
    }
  })
})

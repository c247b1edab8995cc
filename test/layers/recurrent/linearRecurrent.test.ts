import { describe, expect, it } from 'vitest'
import { dense } from '../../../src/layers/dense.js'
import { createModel, type Model } from '../trainable.js'
import { linearRecurrent } from '../../../src/layers/recurrent/linearRecurrent.js'
import { isFault } from '../../../src/rejection.js'
import { squaredError } from '../../../src/losses/squaredError.js'
import { begin, positions, unpadded } from '../parameters.js'

/*
 * Real-time recurrent learning against back-propagation through time: for weights that don't move, the gradient of the
 * loss at the last of many steps is the same.
 */

const STEPS = 60
const FEATURES = 3
const sequence = Array.from({ length: STEPS }, (_, t) =>
  Array.from({ length: FEATURES }, (_, j) => Math.sin(1.3 * t * (j + 1) + j)),
)
const target = [0.4, -0.9]
const options = { units: 4, phase: 3, radius: [0.5, 0.999] as const }

const streaming = (): Model =>
  createModel({ input: FEATURES, layers: [linearRecurrent(options), dense(2)], kernels: 'float64', seed: 3 })
const unrolled = (): Model =>
  createModel({
    input: [STEPS, FEATURES],
    layers: [linearRecurrent({ ...options, outputs: 'last' }), dense(2)],
    kernels: 'float64',
    seed: 3,
  })

function lossAndGradient(model: Model, x: readonly number[]): { readonly loss: number; readonly gradient: number[] } {
  const index = model.attachLoss(squaredError())
  const pass = begin(model, x)
  const loss = pass.loss(index, target, 1)
  if (isFault(loss)) throw new Error(loss.reason)
  pass.backward()
  const gradient = unpadded(model, pass.gradients())
  pass.withdraw()
  return { loss, gradient }
}

/** The stream up to its last sample, then the loss of that one. */
function atTheEnd(model: Model): { readonly loss: number; readonly gradient: number[] } {
  model.forget()
  for (const x of sequence.slice(0, -1)) expect(model.observe(x)).toBe(true)
  return lossAndGradient(model, sequence[STEPS - 1] ?? [])
}

describe('a linear recurrent unit, one sample at a time', () => {
  it('gives what it gives for the whole sequence', () => {
    const [online, whole] = [atTheEnd(streaming()), lossAndGradient(unrolled(), sequence.flat())]
    expect(online.loss).toBeCloseTo(whole.loss, 12)
  })

  it('has the gradient of back-propagation through the whole sequence', () => {
    const [online, whole] = [atTheEnd(streaming()), lossAndGradient(unrolled(), sequence.flat())]
    online.gradient.forEach((value, at) => {
      const wanted = whole.gradient[at] ?? Number.NaN
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-10 * (1 + Math.abs(wanted)))
    })
  })

  it('has the gradient of central differences over all samples', () => {
    const model = streaming()
    const { gradient } = atTheEnd(model)
    positions(model).forEach((place, at) => {
      const moved = (by: number): number => {
        const old = model.parameters[place] ?? 0
        model.parameters[place] = old + by
        const { loss } = atTheEnd(model)
        model.parameters[place] = old
        return loss
      }
      const numeric = (moved(1e-5) - moved(-1e-5)) / 2e-5
      const analytic = gradient[at] ?? Number.NaN
      const error = Math.abs(numeric - analytic) / Math.max(1e-8, Math.abs(numeric) + Math.abs(analytic))
      expect(Math.min(error, Math.abs(numeric - analytic) / 1e-3), `coordinate ${at}`).toBeLessThanOrEqual(1e-5)
    })
  })

  it('reaches back where a window does not', () => {
    const layers = (window: number) => [linearRecurrent({ ...options, window }), dense(2)]
    const short = createModel({ input: FEATURES, layers: layers(5), kernels: 'float64', seed: 3 })
    const long = createModel({ input: FEATURES, layers: layers(STEPS), kernels: 'float64', seed: 3 })
    const [exact, cut, full] = [streaming(), short, long].map((model) => atTheEnd(model).gradient)
    const distance = (a: readonly number[] = [], b: readonly number[] = []): number =>
      Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? Number.NaN))))
    expect(distance(exact, full)).toBeLessThanOrEqual(1e-10)
    expect(distance(exact, cut)).toBeGreaterThan(1e-2)
  })

  it('starts with eigenvalues on the ring, and never leaves the unit circle', () => {
    const model = createModel({
      input: 1,
      layers: [linearRecurrent({ units: 200, radius: [0.9, 0.99], phase: 1 })],
      seed: 8,
    })
    const [decay, turn] = model.layout.map(({ offset }) => model.parameters.slice(offset, offset + 200))
    const magnitudes = Array.from(decay ?? [], (nu) => Math.exp(-Math.exp(nu)))
    const angles = Array.from(turn ?? [], (s) => 2 * Math.atan(Math.exp(s)))
    expect(Math.min(...magnitudes)).toBeGreaterThanOrEqual(0.9 - 1e-6)
    expect(Math.max(...magnitudes)).toBeLessThanOrEqual(0.99 + 1e-6)
    expect(Math.min(...angles)).toBeGreaterThan(0)
    expect(Math.max(...angles)).toBeLessThanOrEqual(1 + 1e-6)
    expect(Math.max(...angles)).toBeGreaterThan(0.9)
    model.parameters.fill(-12, 0, 200)
    for (let t = 0; t < 2000; t++) expect(model.observe([1])).toBe(true)
    expect(Math.max(...model.predict([1]).map(Math.abs))).toBeLessThan(10)
  })

  it.each([
    ['float64', -100],
    ['float64', -14.5],
    ['float64', 0],
    ['float64', 44.4],
    ['float64', 100],
    [undefined, -1e30],
    [undefined, -100],
    [undefined, -17],
    [undefined, 0],
    [undefined, 44.4],
    [undefined, 100],
    [undefined, 1e30],
  ] as const)('stays finite and inside the circle, kernels %s, with every decay and turn at %d', (kernels, value) => {
    for (const name of ['decay', 'turn']) {
      const model = createModel({ input: 1, layers: [linearRecurrent({ units: 2 })], ...(kernels && { kernels }) })
      const { offset } = model.layout.find((entry) => entry.name.endsWith(name)) ?? { offset: Number.NaN }
      model.parameters.fill(value, offset, offset + 2)
      const index = model.attachLoss(squaredError())
      for (let t = 0; t < 200; t++) expect(model.observe([1])).toBe(true)
      const pass = begin(model, [1])
      expect(pass.loss(index, [1, 1, 1, 1], 1)).toBeLessThan(1e6)
      pass.backward()
      expect(pass.gradients().every(Number.isFinite)).toBe(true)
      pass.withdraw()
    }
  })

  it.each(['decay', 'turn'])('keeps the gradient of central differences on both sides of zero: %s', (name) => {
    for (const at of name === 'turn' ? [-3, -0.7, -1e-3, 0, 1e-3, 0.7, 3] : [-13, -5, 0, 2]) {
      const model = unrolled()
      const { offset } = model.layout.find((entry) => entry.name.endsWith(name)) ?? { offset: Number.NaN }
      const lossAt = (value: number): { readonly loss: number; readonly gradient: number[] } => {
        model.parameters[offset] = value
        return lossAndGradient(model, sequence.flat())
      }
      const numeric = (lossAt(at + 1e-5).loss - lossAt(at - 1e-5).loss) / 2e-5
      const { gradient } = lossAt(at)
      expect(gradient[positions(model).indexOf(offset)]).toBeCloseTo(numeric, 7)
    }
  })

  it.each([{ radius: [0.9, 1] as const }, { radius: [0.9, 0.8] as const }, { phase: 0 }, { phase: 4 }, { units: 0 }])(
    'refuses %j',
    (wrong) => {
      expect(() => linearRecurrent({ units: 2, ...wrong })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
    },
  )
})

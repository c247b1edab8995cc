import { describe, expect, it } from 'vitest'
import { createRandom, type Metric, type Observation, rocAuc } from '../../../../src/index.js'

interface Scored {
  readonly score: number
  readonly isPositive: boolean
}

/** Over all pairs, by ranks; ties count half. */
function exactArea(scored: readonly Scored[]): number {
  const order = [...scored].sort((a, b) => a.score - b.score)
  let [below, positives, sum] = [0, 0, 0]
  for (let at = 0; at < order.length; ) {
    const { score } = order[at] as Scored
    let [p, n] = [0, 0]
    for (; order[at]?.score === score; at++) order[at]?.isPositive ? p++ : n++
    sum += p * (below + n / 2)
    below += n
    positives += p
  }
  return sum / (positives * below)
}

const observed = ({ score, isPositive }: Scored): Observation => ({
  target: isPositive ? 'yes' : 'no',
  prediction: {
    label: score > 0.5 ? 'yes' : 'no',
    classes: ['no', 'yes'],
    probabilities: Float32Array.of(1 - score, score),
  },
})

function areaOf(metric: Metric, scored: readonly Scored[]): number {
  const state = metric.create()
  for (const one of scored) state.update(observed(one))
  return state.value()
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))

/** How probable a positive is, and the score that it gets: `strength` is how well scores tell them apart. */
const streams: readonly (readonly [string, (strength: number, next: () => number) => Scored])[] = [
  ['half positives', (strength, next) => sample(next, 0.5, (z, p) => sigmoid(3 * z + strength * p))],
  ['events of 0.1 %, calibrated', (strength, next) => sample(next, 0.001, (z, p) => sigmoid(-7 + z + strength * p))],
  [
    'events of 0.1 %, far too small',
    (strength, next) => sample(next, 0.001, (z, p) => 1e-30 * sigmoid(z + strength * p)),
  ],
  ['events of 0.1 %, near 1', (strength, next) => sample(next, 0.001, (z, p) => 1 - 1e-5 * sigmoid(z - strength * p))],
  [
    'scores that differ by a millionth',
    (strength, next) => sample(next, 0.01, (z, p) => 0.3 + 1e-6 * (z + strength * p)),
  ],
  [
    'narrow scores and a few far away',
    (strength, next) => sample(next, 0.01, (z, p) => (next() < 0.001 ? 1e-12 : sigmoid(-5 + 0.3 * (z + strength * p)))),
  ],
  [
    'few scores, many ties',
    (strength, next) => sample(next, 0.05, (z, p) => Math.round(4 * sigmoid(z + strength * p)) / 4),
  ],
]

function sample(next: () => number, rate: number, scoreOf: (z: number, positive: number) => number): Scored {
  const isPositive = next() < rate
  const z = next() + next() + next() + next() - 2
  return { score: Math.fround(scoreOf(z, isPositive ? 1 : 0)), isPositive }
}

describe('over everything', () => {
  it.each(streams)('%s: within 0.001 of the exact area', (_, draw) => {
    for (const strength of [0.2, 1, 3]) {
      const { next } = createRandom(7)
      const scored = Array.from({ length: 100_000 }, () => draw(strength, next))
      expect(Math.abs(areaOf(rocAuc(), scored) - exactArea(scored))).toBeLessThan(0.001)
    }
  })

  it('the order of the samples changes nothing', () => {
    const { next } = createRandom(7)
    for (const [, draw] of streams) {
      const scored = Array.from({ length: 5000 }, () => draw(1, next))
      const area = areaOf(rocAuc({ positive: 'yes' }), scored)
      expect(areaOf(rocAuc({ positive: 'yes' }), [...scored].reverse())).toBe(area)
      expect(
        areaOf(
          rocAuc({ positive: 'yes' }),
          [...scored].sort((a, b) => a.score - b.score),
        ),
      ).toBe(area)
    }
  })

  it('the state stays small', () => {
    const { next } = createRandom(7)
    const state = rocAuc().create()
    for (let i = 0; i < 50_000; i++) state.update(observed({ score: 10 ** (-40 * next()), isPositive: next() < 0.5 }))
    const { summary } = (state.state?.() ?? {}) as { readonly summary: { readonly positives: Float64Array } }
    expect(summary.positives.length).toBeLessThanOrEqual(4096)
  })

  it('goes on from a state of version 0.1, with bins of equal width', () => {
    const [positives, negatives] = [new Float64Array(4096), new Float64Array(4096)]
    positives[3000] = 6
    positives[10] = 2
    negatives[0] = 30
    negatives[2000] = 10
    const state = rocAuc().create()
    state.restore?.({ known: undefined, summary: { positives, negatives } })
    // Of 8 x 40 pairs, 6 x 40 and 2 x 30 are in order.
    expect(state.value()).toBeCloseTo((6 * 40 + 2 * 30) / (8 * 40), 12)
    state.update(observed({ score: 0.9, isPositive: true }))
    expect(state.value()).toBeCloseTo((7 * 40 + 2 * 30) / (9 * 40), 12)
  })
})

describe('the positive label', () => {
  it('is the second that is known; the sample that brings it is a positive of probability 0', () => {
    const state = rocAuc().create()
    state.update({ target: 'no', prediction: { label: 'no', classes: ['no'], probabilities: [1] } })
    state.update({ target: 'yes', prediction: { label: 'no', classes: ['no'], probabilities: [1] } })
    expect(state.value()).toBe(0.5)
    state.update({ target: 'yes', prediction: { label: 'yes', classes: ['no', 'yes'], probabilities: [0.2, 0.8] } })
    expect(state.value()).toBe(0.75)
  })

  it('is the same for a predictor that gives labels alone', () => {
    const state = rocAuc().create()
    for (const [target, label] of ['no no', 'yes no', 'yes yes', 'no yes'].map((pair) => pair.split(' '))) {
      state.update({ target: target ?? '', prediction: { label } })
    }
    expect(state.value()).toBe(0.5)
  })
})

import { from, toArray, lastValueFrom } from 'rxjs'
import { describe, expect, it } from 'vitest'
import {
  adwin,
  createLearner,
  createRandom,
  ddm,
  detectDrift,
  hddmA,
  learn,
  type LearnerDrift,
  type OnDrift,
  pageHinkley,
  type Sample,
} from '../../../src/index.js'

/** Two bananas and a half: labels turn round at the change. */
function turning(count: number, change: number, seed = 1): Sample[] {
  const { next } = createRandom(seed)
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [next() * 2 - 1, next() * 2 - 1]
    const inside = a * a + b * b < 0.6
    return { x: [a, b], y: inside === i < change ? 'in' : 'out' }
  })
}

function jumping(count: number, change: number): Sample[] {
  const { next } = createRandom(3)
  return Array.from({ length: count }, (_, i) => {
    const a = next() * 2 - 1
    return { x: [a], y: i < change ? 3 * a : 40 - 5 * a }
  })
}

function run(samples: readonly Sample[], onDrift?: OnDrift) {
  const task = typeof samples[0]?.y === 'number' ? 'regression' : 'classification'
  const learner = createLearner({ task, seed: 1, ...(onDrift ? { onDrift } : {}) })
  const drifts: LearnerDrift[] = []
  learner.drift$.subscribe((drift) => drifts.push(drift))
  const errors = samples.map((sample) => {
    const prediction = learner.learn(sample)?.prediction
    if (prediction?.task === 'regression') return Math.abs(prediction.value - Number(sample.y))
    return prediction?.label === sample.y ? 0 : 1
  })
  const meanError = (begin: number, end: number): number =>
    errors.slice(begin, end).reduce((sum, error) => sum + error, 0) / (end - begin)
  return { drifts, meanError, learner }
}

const told = (drifts: readonly LearnerDrift[]) => drifts.filter(({ level }) => level === 'drift')

describe('onDrift', () => {
  const samples = turning(4000, 2000)

  it.each([adwin(), ddm(), hddmA()])('notify: says it once, soon after the change ($name)', (detector) => {
    const { drifts } = run(samples, { detector, action: 'notify' })
    const [first] = told(drifts).filter((drift) => drift.samples > 1000)
    expect(first?.samples).toBeGreaterThanOrEqual(2000)
    expect(first?.samples).toBeLessThan(2200)
    expect(first).toMatchObject({ of: 'error', action: 'notify', detector: detector.name })
  })

  it('boost and challenge err less after the change than doing nothing', () => {
    const nothing = run(samples).meanError(2000, 3000)
    const boost = run(samples, { detector: adwin(), action: 'boost' })
    const challenge = run(samples, { detector: adwin(), action: 'challenge' })
    expect(boost.meanError(2000, 3000)).toBeLessThan(nothing)
    expect(challenge.drifts.map(({ action }) => action)).toContain('challenge')
    expect(challenge.meanError(2000, 3000)).toBeLessThan(nothing * 1.05)
  })

  it('a boost wears off', () => {
    const { learner } = run(samples, { detector: adwin(), action: 'boost', factor: 6, samples: 100 })
    expect(learner.model?.rateFactor).toBe(1)
  })

  it.each(['network', 'output', 'optimizer'] as const)('reset: starts the %s anew, and learns again', (part) => {
    const { drifts, meanError } = run(samples, { detector: adwin(), action: 'reset', part })
    expect(told(drifts).some(({ action }) => action === 'reset')).toBe(true)
    expect(meanError(3000, 4000)).toBeLessThan(0.2)
  })

  it('challenge: promotes a network that is better, and goes on counting', () => {
    // What was learned is in the way: all inputs change their meaning.
    const { drifts, learner, meanError } = run(turning(6000, 3000, 5), { detector: adwin(), action: 'challenge' })
    const outcomes = drifts.map(({ action }) => action)
    expect(outcomes.includes('promoted') || outcomes.includes('gaveUp')).toBe(true)
    expect(learner.model?.steps).toBe(6000)
    expect(meanError(5000, 6000)).toBeLessThan(0.1)
  })

  it('for regression too, with detectors that want errors from 0 to 1, and those that take any', () => {
    for (const detector of [adwin(), hddmA(), pageHinkley({ threshold: 20 })]) {
      const { drifts } = run(jumping(3000, 1500), { detector, action: 'boost' })
      const first = told(drifts).find((drift) => drift.samples > 1000)
      expect(first?.samples, detector.name).toBeGreaterThanOrEqual(1500)
      expect(first?.samples, detector.name).toBeLessThan(1700)
    }
  })

  it('a feature, the prediction and the loss can be watched', async () => {
    const shifted = turning(3000, 9999).map((sample, i) => {
      const [a = 0, b = 0] = sample.x as number[]
      return { ...sample, x: { a: a + (i < 1500 ? 0 : 4), b } }
    })
    for (const of of [{ feature: 'a' }, 'loss', 'prediction'] as const) {
      const learner = createLearner({ task: 'classification', seed: 1 })
      const events = await lastValueFrom(from(shifted).pipe(learn(learner), detectDrift(adwin(), { of }), toArray()))
      if (typeof of === 'object') {
        expect(events.some(({ samples: at }) => at >= 1500 && at < 1600)).toBe(true)
        expect(events.every(({ samples: at }) => at >= 1500)).toBe(true)
      }
      for (const event of events) expect(event.of).toEqual(of)
    }
  })

  it('an action that is none, and a boost that is none, are errors at once', () => {
    const detector = adwin()
    for (const onDrift of [
      { detector, action: 'panic' },
      { detector, action: 'boost', factor: 0 },
    ]) {
      expect(() => createLearner({ task: 'regression', onDrift: onDrift as OnDrift })).toThrow(
        expect.objectContaining({ code: 'ERR_OPTION' }),
      )
    }
  })
})

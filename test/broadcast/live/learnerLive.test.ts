import { describe, expect, it } from 'vitest'
import { LearnerLive } from '../../../src/broadcast/live/learnerLive.js'
import { createLearner, createRandom, ddm, type Learner } from '../../../src/index.js'
import { encodeSnapshot } from '../../../src/snapshots/snapshotCodec.js'
import { captureSnapshot } from '../../../src/snapshots/snapshot.js'

type Told = Readonly<Record<string, unknown>> & {
  readonly truth: readonly number[]
  readonly prediction: readonly number[]
}

function watched(learner: Learner) {
  let nowMs = 0
  const live = new LearnerLive(learner, () => nowMs)
  const stop = live.watch()
  return { live, stop, wait: (ms: number) => (nowMs += ms), told: () => live.about().live as Told }
}

describe('what a published learner tells', () => {
  it('is nothing before its first sample', () => {
    expect(watched(createLearner({ task: 'regression' })).live.about()).toEqual({})
  })

  it('is its latest hundred pairs, its figures beside the baselines, its rate and its last sample', () => {
    const learner = createLearner({ task: 'regression' })
    const { live, told, wait } = watched(learner)
    for (let i = 0; i < 150; i++) learner.learn({ x: { a: i % 7, kind: 'x', on: true, gone: null }, y: i % 7 })
    wait(3000)
    const about = live.about()
    expect(Object.keys(about.metrics ?? {})).toEqual(['mae', 'rmse'])
    expect(Object.keys(about.baselines ?? {})).toEqual(['mean', 'lastTarget'])
    expect(about.live).toMatchObject({
      sample: { a: 149 % 7, kind: 'x', on: true, gone: null },
      vector: false,
      samplesPerSecond: 50,
      lows: [0, 0, 0, 0],
      highs: [6, 0, 0, 0],
    })
    const { truth, prediction, gradientNorms } = told()
    expect(truth).toEqual(Array.from({ length: 100 }, (_, i) => (i + 50) % 7))
    expect(prediction).toHaveLength(100)
    expect(Object.keys(gradientNorms as object)).toEqual(learner.model?.layout.map(({ name }) => name))
    expect(Math.max(...Object.values(gradientNorms as Record<string, number>))).toBeGreaterThan(0)
  })

  it('of several targets is the first of them', () => {
    const learner = createLearner({ task: 'regression' })
    const { told } = watched(learner)
    for (let i = 0; i < 30; i++) learner.learn({ x: [i % 3], y: [i % 3, -1, 7] })
    expect(told().truth.slice(-3)).toEqual([0, 1, 2])
    expect([told().prediction.length, told()['outputs']]).toEqual([29, 3])
  })

  it('is of a field how far its numbers reached, whether or not it is sometimes missing', () => {
    const learner = createLearner({ task: 'regression' })
    const { told } = watched(learner)
    for (let i = 0; i < 64; i++) learner.learn({ x: { a: i === 47 ? null : 5 + (i % 3) }, y: 1 })
    expect([told()['lows'], told()['highs']]).toEqual([[5], [6]])
    learner.learn({ x: { a: null }, y: 1 })
    expect([told()['lows'], told()['highs']]).toEqual([[5], [6]])
  })

  it('of two classes is the probability of the second, of more the position', () => {
    const learner = createLearner({ task: 'classification' })
    const { told } = watched(learner)
    for (let i = 0; i < 300; i++) learner.learn({ x: [i % 2], y: i % 2 ? 'odd' : 'even' })
    expect(told().truth.slice(-2)).toEqual([0, 1])
    expect(told().prediction.at(-1)).toBeGreaterThan(0.8)
    for (let i = 0; i < 600; i++) learner.learn({ x: [i % 3], y: 'abc'[i % 3] ?? '' })
    expect(told().truth.at(-1)).toBe(4)
    expect(told().prediction.every(Number.isInteger)).toBe(true)
    expect(told()['classes']).toEqual(['even', 'odd', 'a', 'b', 'c'])
  })

  it('says when there was a drift, and nothing more once it stopped', () => {
    const learner = createLearner({ task: 'classification', onDrift: { detector: ddm(), action: 'notify' } })
    const { told, stop } = watched(learner)
    const { next } = createRandom(1)
    const step = (flip: boolean): void => {
      const a = next()
      learner.learn({ x: [a], y: a > 0.5 !== flip })
    }
    for (let i = 0; i < 800; i++) step(false)
    expect(told()['drift']).toEqual([])
    for (let i = 0; i < 200; i++) step(true)
    expect((told()['drift'] as readonly number[])[0]).toBeGreaterThan(800)
    const before = told().truth
    stop()
    step(true)
    expect(told().truth).toEqual(before)
  })

  it('fits the metadata of a frame, however wide the samples and long the labels', () => {
    const learner = createLearner({ task: 'classification' })
    const { live } = watched(learner)
    for (let i = 0; i < 200; i++) {
      const x = Object.fromEntries(
        Array.from({ length: 64 }, (_, k) => [`feature number ${k}`, 'text '.repeat(30) + i]),
      )
      learner.learn({ x, y: `${'label '.repeat(30)}${i % 40}` })
    }
    const { about, ...rest } = captureSnapshot(learner)
    expect(() => encodeSnapshot({ ...rest, about: { ...about, ...live.about() } })).not.toThrow()
    learner.learn({ x: Object.fromEntries(Array.from({ length: 65 }, (_, k) => [`n${k}`, k])), y: 'wide' })
    expect(live.about().live).not.toHaveProperty('sample')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fittingAbout } from '../../../src/broadcast/live/fittingAbout.js'
import { LearnerLive } from '../../../src/broadcast/live/learnerLive.js'
import { ModelFeed } from '../../../src/broadcast/modelFeed.js'
import { createLearner } from '../../../src/index.js'
import type { SnapshotAbout } from '../../../src/snapshots/about.js'
import { decodeFrame } from '../../../src/snapshots/frame.js'
import { captureSnapshot } from '../../../src/snapshots/snapshot.js'

const counts: SnapshotAbout = { samples: 1, steps: 1, rejected: 0 }
const nothing = (): unknown => ({})
const nested = (depth: number): unknown => (depth === 0 ? 1 : { in: nested(depth - 1) })
const cyclic: Record<string, unknown> = {}
cyclic['self'] = cyclic

/** What subscribers read of it. */
function sent(about: SnapshotAbout): unknown {
  const feed = new ModelFeed('m', { epoch: 1n, fence: 0 })
  feed.publish([{ name: 'parameters', type: 'f32', length: 1, values: new Float32Array(1) }], about)
  const [frame = new Uint8Array(0)] = feed.wayFrom(undefined)?.packets ?? []
  return decodeFrame(frame).meta['about']
}

describe('what is said about a version', () => {
  it.each<[string, () => unknown]>([
    ['too long', () => ({ live: 'x'.repeat(20_000) })],
    ['too many lists', () => ({ live: Array.from({ length: 300 }, () => []) })],
    ['too deep', () => ({ live: nested(12) })],
    ['circular', () => cyclic],
    ['a function', () => ({ live: () => 1 })],
    ['a typed array', () => ({ live: new Float32Array(2) })],
    ['a text', () => 'live'],
    [
      'an error',
      () => {
        throw new TypeError('no')
      },
    ],
  ])('goes out without an own part that is %s, and tells', (_, own) => {
    const { about, refused } = fittingAbout({ counts, own, told: { metrics: { mae: 1 } } })
    expect(refused).toMatchObject({ code: 'ERR_ABOUT', message: expect.stringContaining('without your `about`') })
    expect(sent(about)).toEqual({ ...counts, metrics: { mae: 1 } })
  })

  it('keeps what fits: the own part before the sample, the pairs before the classes', () => {
    const own = { live: { mine: 'x'.repeat(9000) } }
    expect(fittingAbout({ counts, own: () => own, told: {} })).toEqual({
      about: { ...counts, ...own },
      refused: undefined,
    })
    const live = { truth: [1], classes: ['a'], sample: { a: 'x'.repeat(9000) }, vector: false, lows: [0], highs: [0] }
    const position = 'x'.repeat(6000)
    const { about } = fittingAbout({ counts, own: () => ({ position }), told: { live } })
    expect(about).toEqual({ ...counts, position, live: { truth: [1], classes: ['a'] } })
    const many = { ...live, sample: {}, classes: ['x'.repeat(9000)] }
    expect(fittingAbout({ counts, own: () => ({ position }), told: { live: many } }).about.live).toEqual({ truth: [1] })
  })

  it('fits, whatever records a learner is given', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 0, max: 20_000 }).map((length) => 'ü'.repeat(length)),
    )
    const value = fc.oneof(fc.double(), text, fc.boolean(), fc.constant(null))
    const record = fc.oneof(fc.dictionary(text, value, { maxKeys: 70 }), fc.object({ maxDepth: 3 }))
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 3 }), text, (records, label) => {
        const learner = createLearner({ task: 'classification', layers: [] })
        const live = new LearnerLive(learner, () => 0)
        const stop = live.watch()
        for (const x of records) learner.learn({ x: x as Readonly<Record<string, number>>, y: label })
        stop()
        if (!learner.model) return
        const { columns, about } = captureSnapshot(learner)
        const fitting = fittingAbout({ counts: about, own: nothing, told: live.about() })
        new ModelFeed('m', { epoch: 1n, fence: 0 }).publish(columns, fitting.about)
        expect(sent(fitting.about)).toMatchObject({ samples: about.samples })
      }),
      { numRuns: 60 },
    )
  })
})

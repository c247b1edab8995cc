import { describe, expect, it } from 'vitest'
import { liveFrom } from '../../../src/dashboard/live.js'
import { fieldsOf, questionOf } from '../../../src/dashboard/page/question.js'

describe('what can be asked on the page', () => {
  it('of a learner of records: its fields, with how far their numbers reached', () => {
    const live = { sample: { area: 5, colour: 'red', on: null }, vector: false, lows: [1, 0, 0], highs: [9, 0, 0] }
    expect(fieldsOf(live)[0]).toEqual({ name: 'area', value: 5, low: 1, high: 9 })
    expect(questionOf(live, new Map([['colour', 'blue']]))).toEqual({ area: 5, colour: 'blue', on: null })
  })

  it('of a learner of vectors: a vector, whole', () => {
    const sample = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [String(i), i]))
    expect(fieldsOf({ sample, vector: true })).toHaveLength(32)
    const asked = questionOf({ sample, vector: true }, new Map([['3', -1]])) as readonly number[]
    expect([asked.length, asked[3], asked[39]]).toEqual([40, -1, 39])
  })

  it('of a bare model: the inputs that have names', () => {
    const live = { names: ['a'], x: [0.5, 0.25] }
    expect(fieldsOf(live)).toEqual([{ name: 'a', value: 0.5, low: -3, high: 3 }])
    expect(questionOf(live, new Map([['a', 2]]))).toEqual([2, 0.25])
    expect(questionOf({})).toBeUndefined()
  })
})

describe('what came over the wire', () => {
  it('is taken where it is of the right kind, and passed over where not', () => {
    const live = liveFrom({
      live: {
        truth: [1, 'x'],
        prediction: [1],
        loss: 'small',
        everyMs: 5,
        classes: ['a', 1],
        sample: { ok: 1, text: 't', bad: { deep: 1 } },
        gradientNorms: { w: 1, v: 'x' },
      },
    })
    expect(live).toEqual({
      prediction: [1],
      everyMs: 5,
      classes: ['a', '1'],
      sample: { ok: 1, text: 't' },
      vector: false,
      gradientNorms: { w: 1 },
    })
    expect(liveFrom({ live: 7 })).toEqual({ gradientNorms: {} })
  })
})

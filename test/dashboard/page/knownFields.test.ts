import { describe, expect, it } from 'vitest'
import type { LiveField } from '../../../src/dashboard/live.js'
import { KnownFields } from '../../../src/dashboard/page/knownFields.js'

const record = (sample: Readonly<Record<string, LiveField>>) => {
  const reached = Object.values(sample).map((value) => (typeof value === 'number' ? value : 0))
  return { sample, vector: false, lows: reached, highs: reached }
}

describe('the inputs that are known', () => {
  it('are all that any sample had, whatever the latest one lacks', () => {
    const known = new KnownFields()
    expect(known.take(record({ size: 5, colour: 'red' }))).toBe(true)
    expect(known.take(record({ size: null, flag: true }))).toBe(false)
    known.take(record({ colour: 'blue', flag: null }))
    expect(known.all()).toEqual([
      { name: 'size', kind: 'number', value: null, low: 5, high: 5, choices: [null] },
      { name: 'colour', kind: 'choice', value: 'blue', low: 0, high: 0, choices: ['red', 'blue'] },
      { name: 'flag', kind: 'choice', value: null, low: 0, high: 0, choices: [false, true, null] },
    ])
  })

  it('are of the kind of their first value, which may come late', () => {
    const known = new KnownFields()
    known.take(record({ a: null }))
    expect(known.all()[0]?.kind).toBeUndefined()
    known.take(record({ a: 'text' }))
    known.take(record({ a: 7 }))
    expect(known.all()[0]).toMatchObject({ kind: 'choice', choices: [null, 'text'] })
  })

  it('are at most 32, and texts of one at most 50, however many come', () => {
    const known = new KnownFields()
    for (let i = 0; i < 60; i++) known.take(record({ text: `word ${i}`, [`name ${i}`]: i }))
    expect([known.all().length, known.all()[0]?.choices.length]).toEqual([32, 50])
  })

  it('begin anew where the samples are of another kind', () => {
    const known = new KnownFields()
    known.take(record({ size: 5 }))
    expect(known.take({ names: ['a'], x: [1] })).toBe(true)
    expect(known.take({ sample: { 0: 1, 1: 2 }, vector: true })).toBe(true)
    expect(known.take({ sample: { 0: 3, 1: 4 }, vector: true })).toBe(false)
    expect(known.all().map(({ name }) => name)).toEqual(['0', '1'])
  })
})

import { describe, expect, it } from 'vitest'
import { createLearner } from '../../src/index.js'
import { notARecord, plainValue } from '../../src/features/featureValue.js'

describe('plainValue', () => {
  it.each<[unknown, unknown]>([
    [new Date(0), '1970-01-01T00:00:00.000Z'],
    [new Date(Number.NaN), null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [undefined, undefined],
    ['a', 'a'],
  ])('%s is %s', (value, plain) => expect(plainValue(value)).toBe(plain))
})

describe('notARecord', () => {
  class Row {
    size = 1
  }
  it.each<[object]>([[{}], [new Row()], [Object.create(null)], [Object.freeze({ a: 1 })]])('takes %s', (x) =>
    expect(notARecord(x)).toBeUndefined(),
  )
  it.each<[string, object]>([
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a Date', new Date()],
    ['a Promise', Promise.resolve()],
    ['a RegExp', /a/],
    ['an Error', new Error('no')],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['DataView of 1', new DataView(new ArrayBuffer(1))],
  ])('refuses %s by name', (name, x) => expect(notARecord(x)).toContain(name))
})

describe('a learner of records', () => {
  it('reads a Date as a date, and undefined and NaN as missing', () => {
    const asDates = createLearner({ task: 'regression' })
    const asText = createLearner({ task: 'regression' })
    for (let day = 0; day < 60; day++) {
      const at = new Date(Date.UTC(2024, 0, 1 + day))
      asDates.learn({ x: { at, size: day % 3 === 0 ? Number.NaN : day, gone: undefined }, y: day % 7 })
      asText.learn({ x: { at: at.toISOString(), size: day % 3 === 0 ? null : day }, y: day % 7 })
    }
    expect(asDates.rejections.count).toBe(0)
    expect(asDates.features.width).toBeGreaterThan(6)
    expect(asDates.model?.parameters).toEqual(asText.model?.parameters)
  })

  it('never uses a value that it has not checked: a getter that changes its answer', () => {
    let reads = 0
    const hostile = {
      get a() {
        reads += 1
        return reads % 2 === 1 ? 1 : Symbol('other')
      },
      b: 'text',
    }
    const learner = createLearner({ task: 'regression' })
    for (let i = 0; i < 4; i++) learner.learn({ x: hostile, y: 1 })
    expect(learner.samples + learner.rejections.count).toBe(4)
  })

  it('sets a Map aside, and says what makes a record of it', () => {
    const learner = createLearner({ task: 'regression' })
    const reasons: string[] = []
    learner.rejected$.subscribe(({ reason }) => reasons.push(reason))
    learner.learn({ x: new Map([['a', 1]]), y: 1 })
    expect(reasons[0]).toContain('a Map; `Object.fromEntries(map)`')
  })
})

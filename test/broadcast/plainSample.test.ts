import { describe, expect, it } from 'vitest'
import { plainSample } from '../../src/broadcast/plainSample.js'

const circle: Record<string, unknown> = {}
circle['self'] = circle

describe('a plain sample', () => {
  it('is a copy with nothing else in it', () => {
    const x = Float32Array.of(1, Number.NaN)
    const given = { x, y: [1, 2], id: 'a', key: 7, at: 5, weight: 0.5, more: 1n, null: circle }
    const sample = plainSample(given)
    expect(sample).toEqual({ x: Float32Array.of(1, Number.NaN), y: [1, 2], id: 'a', key: 7, at: 5, weight: 0.5 })
    x[0] = 9
    expect(sample).toMatchObject({ x: { 0: 1 } })
    expect(plainSample({ x: { a: null, b: undefined, c: 'x', d: true }, y: null })).toEqual({
      x: { a: null, c: 'x', d: true },
    })
    const polluted = plainSample({ x: JSON.parse('{"__proto__": null}') })
    expect(Object.keys((polluted as { x: object }).x)).toEqual(['__proto__'])
  })

  it.each<[string, unknown, string]>([
    ['null', null, 'ERR_SAMPLE'],
    ['nothing', undefined, 'ERR_SAMPLE'],
    ['a list', [1], 'ERR_SAMPLE'],
    ['without x', {}, 'ERR_INPUT_TYPE'],
    ['a number as x', { x: 5 }, 'ERR_INPUT_TYPE'],
    ['a text as x', { x: 'abc' }, 'ERR_INPUT_TYPE'],
    ['a text in a vector', { x: [1, '2'] }, 'ERR_INPUT_TYPE'],
    ['a hole in a vector', { x: new Array(2) }, 'ERR_INPUT_TYPE'],
    ['big integers in a vector', { x: BigInt64Array.of(1n) }, 'ERR_INPUT_TYPE'],
    ['an object in a record', { x: circle }, 'ERR_INPUT_TYPE'],
    ['what JSON would make null', { x: { a: Number.POSITIVE_INFINITY } }, 'ERR_INPUT_VALUE'],
    ['a Map as x', { x: new Map([['a', 1]]) }, 'ERR_INPUT_TYPE'],
    ['a big integer as y', { x: [1], y: 1n }, 'ERR_TARGET_VALUE'],
    ['y that JSON would make null', { x: [1], y: Number.NaN }, 'ERR_TARGET_VALUE'],
    ['numbers of y that JSON would make null', { x: [1], y: [1, Infinity] }, 'ERR_TARGET_VALUE'],
    ['a number as id', { x: [1], id: 5 }, 'ERR_SAMPLE'],
    ['a date as `at`', { x: [1], at: new Date(0) }, 'ERR_SAMPLE'],
    ['a weight in words', { x: [1], weight: 'x' }, 'ERR_WEIGHT'],
  ])('is not: %s', (_, value, code) => {
    expect(plainSample(value)).toMatchObject({ code })
  })

  it('holds a Date as text, and NaN and undefined as missing', () => {
    const x = { at: new Date(0), a: Number.NaN, b: undefined, bad: new Date(Number.NaN) }
    expect(plainSample({ x })).toEqual({ x: { at: '1970-01-01T00:00:00.000Z', a: null, bad: null } })
  })

  it('is not one that throws', () => {
    const thrown = {
      get x(): number[] {
        throw new Error('boom')
      },
    }
    expect(plainSample(thrown)).toMatchObject({ code: 'ERR_SAMPLE', reason: "the sample can't be read: boom" })
  })
})

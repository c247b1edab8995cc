import { describe, expect, it } from 'vitest'
import { belongingTo, described, isDescribed, same } from '../src/described.js'

describe('two values are the same', () => {
  const own = (): number => 1
  class Own {}
  const instance = new Own()
  it.each<[string, unknown, unknown, boolean]>([
    ['numbers', 1, 1, true],
    ['NaN', Number.NaN, Number.NaN, true],
    ['numbers that differ', 1, 2, false],
    ['zeros of both signs', 0, -0, false],
    ['a number and its text', 1, '1', false],
    ['records', { a: 1, b: [2, { c: 3 }] }, { b: [2, { c: 3 }], a: 1 }, true],
    ['records that differ deep inside', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, false],
    ['an option that is undefined, and one left out', { a: 1, b: undefined }, { a: 1 }, true],
    ['null and an empty record', null, {}, false],
    ['a list and a record', [1], { 0: 1 }, false],
    ['lists of other lengths', [1], [1, 2], false],
    ['typed arrays', Int32Array.of(1, 2), Int32Array.of(1, 2), true],
    ['typed arrays of other types', Int32Array.of(1), Float32Array.of(1), false],
    ['Infinity and null, which JSON confuses', Number.POSITIVE_INFINITY, null, false],
    ['one function', own, own, true],
    ['two functions of one text', () => 1, () => 1, false],
    ['described functions', described(() => 1, 'f', { a: 1 }), described(() => 2, 'f', { a: 1 }), true],
    ['described functions of other names', described(() => 1, 'f', {}), described(() => 1, 'g', {}), false],
    ['described functions of other settings', described(own.bind(0), 'f', 1), described(own.bind(0), 'f', 2), false],
    ['a described function and one that is not', described(() => 1, 'f', {}), () => 1, false],
    ['records that belong to one function', belongingTo({ a: 1 }, own), belongingTo({ a: 1 }, own), true],
    ['records that belong to two functions', belongingTo({ a: 1 }, () => 1), belongingTo({ a: 1 }, () => 1), false],
    ['a record that belongs to a function, and one that does not', belongingTo({ a: 1 }, own), { a: 1 }, false],
    ['one instance of a class', instance, instance, true],
    ['two instances of a class', new Own(), new Own(), false],
    ['two maps', new Map(), new Map(), false],
  ])('%s', (_, a, b, wanted) => {
    expect(same(a, b)).toBe(wanted)
    expect(same(b, a)).toBe(wanted)
  })

  it('and what a record belongs to is not in its JSON', () => {
    expect(JSON.stringify(belongingTo({ a: 1 }, own))).toBe('{"a":1}')
    expect(isDescribed(own)).toBe(false)
    expect(isDescribed(described(() => 1, 'f', {}))).toBe(true)
  })
})

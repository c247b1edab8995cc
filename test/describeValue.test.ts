import { describe, expect, it } from 'vitest'
import { describeValue } from '../src/describeValue.js'

describe('describeValue', () => {
  const hostile = new Proxy(
    {},
    {
      get() {
        throw new Error('no')
      },
    },
  )
  const revoked = Proxy.revocable([], {})
  revoked.revoke()
  it.each<[unknown, string]>([
    [null, 'null'],
    [undefined, 'undefined'],
    [0.5, '0.5 (number)'],
    [1n, '1 (bigint)'],
    [Symbol('s'), 'Symbol(s) (symbol)'],
    ['a\u0007"', '"a\\u0007\\"" (string)'],
    [[1, 2], '[1, 2]'],
    [[1, 2, 3, 4, 5], 'an array of 5'],
    [['a'], 'an array of 1'],
    [[], 'an array of 0'],
    [new Float32Array(3), 'Float32Array of 3'],
    [new Map(), 'a Map'],
    [{}, 'an object'],
    [() => 1, 'a function'],
    [Object.defineProperty(() => 1, 'name', { value: '\u001b[2J' }), 'a function'],
    [parseInt, 'the function parseInt'],
    [new (class Model {})(), 'a Model'],
    [new (class Account {})(), 'an Account'],
    [Object.create(null), 'an object'],
    [hostile, 'an object that throws when it is read'],
  ])('says what %# is', (value, words) => expect(describeValue(value)).toBe(words))

  it('says of a revoked proxy that it throws', () =>
    expect(describeValue(revoked.proxy)).toBe('an object that throws when it is read'))

  it('cuts what is long', () => expect(describeValue('a'.repeat(1000)).length).toBeLessThan(100))
})

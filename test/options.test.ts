import { describe, expect, it } from 'vitest'
import { EddyError } from '../src/error.js'
import {
  abortSignal,
  callback,
  checkOptions,
  custom,
  either,
  type Expectation,
  flag,
  hasMethods,
  listOf,
  madeBy,
  number,
  oneOf,
  optionsOf,
  required,
  text,
  wholeNumber,
} from '../src/options.js'

const refusal = (options: unknown, table: Readonly<Record<string, Expectation>>): EddyError | undefined => {
  try {
    checkOptions('adam', options, table)
  } catch (error) {
    if (error instanceof EddyError) return error
    throw error
  }
  return undefined
}

describe('checkOptions', () => {
  it.each<[string, Expectation, readonly unknown[], readonly unknown[]]>([
    ['number', number(), [0, -1e300], [Number.NaN, Number.POSITIVE_INFINITY, '1', 1n, null, Symbol('s'), [1]]],
    ['number from 0 below 1', number({ from: 0, below: 1 }), [0, 0.999], [-0.001, 1]],
    ['number above 0 to 1', number({ above: 0, to: 1 }), [1e-12, 1], [0, 1.001]],
    ['wholeNumber', wholeNumber({ from: 1 }), [1, 1e9], [0, 1.5, 2 ** 53, Number.NaN, '2']],
    ['oneOf', oneOf(['mean', 'sum']), ['mean'], ['average', 0, null]],
    ['flag', flag, [true, false], [0, 'true', null]],
    ['text', text, ['a'], ['', 1, null]],
    ['callback', callback, [() => 1], ['f', {}, null]],
    ['abortSignal', abortSignal, [new AbortController().signal], [{}, new AbortController(), null]],
    ['listOf', listOf(text), [[], ['a']], ['a', null, { 0: 'a', length: 1 }]],
    ['listOf two', listOf(text, 2), [['a', 'b']], [[], ['a']]],
    ['either', either(text, number()), ['a', 1], [true, Number.NaN]],
    ['custom', custom('even', (value) => Number(value) % 2 === 0), [2], [1]],
  ])('%s takes what fits and refuses the rest', (_, expectation, fitting, unfit) => {
    for (const value of fitting) expect(refusal({ it: value }, { it: expectation })).toBeUndefined()
    for (const value of unfit) {
      const error = refusal({ it: value }, { it: expectation })
      expect(error?.code).toBe('ERR_OPTION')
      expect(error?.message).toContain(`adam: \`it\` must be ${expectation.expected}, got `)
    }
  })

  it('names the nearest known option, and all that there are', () => {
    const table = { optimizer: callback, loss: callback }
    expect(refusal({ optimiser: () => 1 }, table)?.message).toBe(
      'adam: unknown option "optimiser" (string); did you mean `optimizer`? (it takes `optimizer`, `loss`)',
    )
    expect(refusal({ zzzzzz: 1 }, table)?.message).not.toContain('did you mean')
    expect(refusal({ constructor: 1 }, table)?.code).toBe('ERR_OPTION')
  })

  it('counts undefined as left out, and asks for what is required', () => {
    expect(refusal(undefined, { rate: number() })).toBeUndefined()
    expect(refusal({ rate: undefined }, { rate: number() })).toBeUndefined()
    expect(refusal({}, { rate: required(number()) })?.message).toBe('adam: `rate` must be a finite number, got nothing')
  })

  const inner = { capacity: wholeNumber({ from: 1 }), policy: required(oneOf(['wait', 'drop'])) }

  it.each<[unknown, string]>([
    [
      { overflow: { capacity: 0, policy: 'wait' } },
      'adam: `overflow.capacity` must be a whole number of at least 1, got 0 (number)',
    ],
    [{ overflow: { capacity: 1 } }, 'adam: `overflow.policy` must be one of "wait", "drop", got nothing'],
    [
      { overflow: { polizy: 'wait' } },
      'adam: unknown option "polizy" (string); did you mean `policy`? (`overflow` takes `capacity`, `policy`)',
    ],
    [{ overflow: new Map() }, 'adam: `overflow` must be an object of `capacity`, `policy`, got a Map'],
    [{ list: ['a', 1] }, 'adam: `list[1]` must be a string that is not empty, got 1 (number)'],
    [{ list: ['a', undefined] }, 'adam: `list[1]` must be a string that is not empty, got nothing'],
  ])('says where inside of an option the fault is: %#', (options, message) => {
    expect(refusal(options, { overflow: optionsOf(inner), list: listOf(text) })?.message).toBe(message)
  })

  it('says to call the function that makes what is wanted', () => {
    const optimizer = madeBy('an optimizer', 'sgd()', (value) => hasMethods(value, 'step'))
    const adam = (): unknown => ({ step: () => 1 })
    expect(refusal({ optimizer: adam() }, { optimizer })).toBeUndefined()
    const message = 'adam: `optimizer` must be an optimizer such as sgd(), got the function adam; call it: adam(...)'
    expect(refusal({ optimizer: adam }, { optimizer })?.message).toBe(message)
    expect(refusal({ optimizer: adam }, { optimizer: either(text, optimizer) })?.message).toContain(
      'call it: adam(...)',
    )
    expect(refusal({ optimizer: () => 1 }, { optimizer })?.message).not.toContain('call it')
  })

  it('refuses what throws when it is read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    const optimizer = madeBy('an optimizer', 'sgd()', (value) => hasMethods(value, 'step'))
    expect(refusal({ optimizer: proxy }, { optimizer })?.message).toContain('an object that throws when it is read')
  })

  it.each([[null], [5], ['sgd'], [[]], [new Float32Array(1)], [() => 1], [new Map()], [Promise.resolve({})]])(
    'refuses %s in place of options',
    (options) => {
      expect(refusal(options, {})?.code).toBe('ERR_OPTION')
    },
  )
})

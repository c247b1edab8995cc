import { describe, expect, it } from 'vitest'
import { plainNumber } from '../../../../src/sources/table/values/plainNumber.js'
import { readNumber } from '../../../../src/sources/table/values/numberStyle.js'

describe('a number in JavaScript’s own notation', () => {
  it.each([
    ['1', 1],
    ['-1.5', -1.5],
    ['+5', 5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['5.', 5],
    ['1e5', 1e5],
    ['1E+05', 1e5],
    [' 7\t', 7],
    ['\ufeff7', 7],
    ['007', 7],
    ['0', 0],
    ['-0', -0],
    ['0x1F', Number.NaN],
    [' 0x1F', Number.NaN],
    ['0b11', Number.NaN],
    ['0o17', Number.NaN],
    ['', Number.NaN],
    ['  ', Number.NaN],
    ['\u00a0', Number.NaN],
    ['Infinity', Number.NaN],
    ['1e999', Number.NaN],
    ['1,5', Number.NaN],
    ['one', Number.NaN],
  ])('%j', (text, value) => {
    expect(plainNumber(text)).toBe(value)
  })
})

describe('a number in a style', () => {
  it.each([
    ['1,234.5', 1234.5, Number.NaN],
    ['1.234,5', Number.NaN, 1234.5],
    ['1,234', 1234, 1.234],
    ['1.234', 1.234, 1234],
    ['1,234,567', 1_234_567, Number.NaN],
    ['12,34,567.5', 1_234_567.5, Number.NaN],
    ['1 234', 1234, 1234],
    ['1\u202f234,5', Number.NaN, 1234.5],
    ["1'234.5", 1234.5, Number.NaN],
    ['(1,234.5)', -1234.5, Number.NaN],
    ['5-', -5, -5],
    ['− 5', -5, -5],
    ['0,5', Number.NaN, 0.5],
    ['0,123', Number.NaN, 0.123],
    ['1,5e3', Number.NaN, 1500],
    ['٣٫٥', 3.5, 3.5],
    ['１２', 12, 12],
    // No numbers, although much of them looks so.
    ['1,23', Number.NaN, 1.23],
    ['12 34', Number.NaN, Number.NaN],
    ['1,234.567.8', Number.NaN, Number.NaN],
    ['192.168.1.1', Number.NaN, Number.NaN],
    ['192.168.100.200', Number.NaN, Number.NaN],
    ['1.2.3', Number.NaN, Number.NaN],
    ['2025-01-15', Number.NaN, Number.NaN],
    ['1_000', Number.NaN, Number.NaN],
    ['--5', Number.NaN, Number.NaN],
    ['(5', Number.NaN, Number.NaN],
    ['-(5)', Number.NaN, Number.NaN],
    ['1/2', Number.NaN, Number.NaN],
    ['14:03', Number.NaN, Number.NaN],
    ['030 123', Number.NaN, Number.NaN],
  ])('%j with a point, with a comma', (text, point, comma) => {
    expect([readNumber(text, { decimal: '.' }), readNumber(text, { decimal: ',' })]).toEqual([point, comma])
  })

  it('has the separator of thousands that was asked for, and no other', () => {
    expect(readNumber('1_234', { decimal: '.', thousands: '_' })).toBe(1234)
    expect(readNumber('1\u00a0234', { decimal: '.', thousands: ' ' })).toBe(1234)
    expect(readNumber('1,234', { decimal: '.', thousands: ' ' })).toBeNaN()
    expect(readNumber('1,234', { decimal: '.', thousands: '' })).toBeNaN()
  })

  it('has the unit of its column, or none', () => {
    const euros = { decimal: '.', unit: '€' } as const
    expect(['€5', '5 €', '-€5', '€-5', '5'].map((text) => readNumber(text, euros))).toEqual([5, 5, -5, -5, 5])
    expect(['(€5)', '€(5)', '€ (1,234.50)'].map((text) => readNumber(text, euros))).toEqual([-5, -5, -1234.5])
    expect(readNumber('(€(5)', euros)).toBeNaN()
    expect(readNumber('$5', euros)).toBeNaN()
    expect(readNumber('5 €', { decimal: '.' })).toBeNaN()
  })
})

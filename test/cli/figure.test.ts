import { describe, expect, it } from 'vitest'
import { figure } from '../../src/cli/figure.js'

describe('figure', () => {
  it.each([
    [0, '0.000'],
    [1, '1.000'],
    [-1, '-1.000'],
    [0.95333333, '0.9533'],
    [0.999999, '0.999999'],
    [0.99999999999, '0.99999999999'],
    [-0.99996, '-0.99996'],
    [1.00004, '1.00004'],
    [1e-9, '1.000e-9'],
    [-2.3134e-7, '-2.313e-7'],
    [5e-324, '4.941e-324'],
    [0.000123456, '0.0001235'],
    [12.3456, '12.35'],
    [999.96, '1,000'],
    [1234567.8, '1,234,568'],
    [-722715123.34, '-722,715,123'],
    [1e12, '1.000e+12'],
    [1e300, '1.000e+300'],
    [Number.NaN, '-'],
    [Number.POSITIVE_INFINITY, 'infinite'],
    [Number.NEGATIVE_INFINITY, '-infinite'],
    [undefined, '-'],
    ['\x1b[2J', '-'],
    [null, '-'],
  ])('%j is shown as %s', (value, shown) => expect(figure(value)).toBe(shown))
})

import { describe, expect, it } from 'vitest'
import { dateParts, isoDate } from '../../../../src/sources/table/values/dateText.js'

const iso = (text: string, order: 'dmy' | 'mdy' | 'ymd'): string | undefined => {
  const parts = dateParts(text)
  return parts && isoDate(parts, order)
}

describe('a date', () => {
  it.each([
    ['2025-01-15', '2025-01-15', '2025-01-15'],
    ['2025/1/5', '2025-01-05', '2025-01-05'],
    ['15.01.2025', '2025-01-15', '2025-01-15'],
    ['15.01.2025 14:03', '2025-01-15T14:03:00', '2025-01-15T14:03:00'],
    ['15.01.25', '2025-01-15', '2025-01-15'],
    ['15.01.71', '1971-01-15', '1971-01-15'],
    ['1/2/2025', '2025-02-01', '2025-01-02'],
    ['1/2/25', '2025-02-01', '2025-01-02'],
    ['1/15/2025', undefined, '2025-01-15'],
    ['15-01-2025', '2025-01-15', undefined],
    ['1/2/2025 2:03 PM', '2025-02-01T14:03:00', '2025-01-02T14:03:00'],
    ['1/2/2025 12:03 am', '2025-02-01T00:03:00', '2025-01-02T00:03:00'],
    ['2025-01-15T14:03:05.123456+0200', '2025-01-15T14:03:05.123+0200', '2025-01-15T14:03:05.123+0200'],
    ['2025-01-15 14:03:05 UTC', '2025-01-15T14:03:05Z', '2025-01-15T14:03:05Z'],
    ['2025-01-15 14:03:05+00', '2025-01-15T14:03:05+00:00', '2025-01-15T14:03:05+00:00'],
    ['15 Jan 2025', '2025-01-15', '2025-01-15'],
    ['15-JAN-25', '2025-01-15', '2025-01-15'],
    ['January 5th, 2025', '2025-01-05', '2025-01-05'],
    ['Wed, 15 Jan 2025 10:00:00 GMT', '2025-01-15T10:00:00Z', '2025-01-15T10:00:00Z'],
    ['29.02.2024', '2024-02-29', '2024-02-29'],
    ['29.02.2025', undefined, undefined],
    ['31.04.2025', undefined, undefined],
    ['15.13.2025', undefined, undefined],
    ['15.01.2025 25:00', undefined, undefined],
    ['1.2.30', undefined, undefined],
    ['1/2', undefined, undefined],
    ['2025', undefined, undefined],
    ['20250115', undefined, undefined],
    ['Jan', undefined, undefined],
    ['192.168.1.1', undefined, undefined],
    ['15 Jan or so 2025', undefined, undefined],
  ])('%j, day first, month first', (text, dmy, mdy) => {
    expect([iso(text, 'dmy'), iso(text, 'mdy')]).toEqual([dmy, mdy])
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KeyedMemory } from '../../../src/features/stages/keyedMemory.js'

describe('KeyedMemory', () => {
  it('lets the key used least recently make room; finding is no use', () => {
    const memory = new KeyedMemory<number>(2)
    memory.use('a', () => 1)
    memory.use('b', () => 2)
    expect(memory.find('a')).toBe(1)
    memory.use('b', () => 9)
    memory.use('c', () => 3)
    expect([...memory]).toEqual([
      ['b', 2],
      ['c', 3],
    ])
  })

  it('keeps 1 and "1" apart', () => {
    const memory = new KeyedMemory<string>(2)
    memory.use(1, () => 'number')
    memory.use('1', () => 'text')
    expect([memory.find(1), memory.find('1')]).toEqual(['number', 'text'])
  })

  it('never holds more than its capacity, and always the key used last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.array(fc.integer({ min: 0, max: 9 })), (capacity, keys) => {
        const memory = new KeyedMemory<number>(capacity)
        for (const key of keys) {
          memory.use(key, () => key)
          expect(memory.size).toBeLessThanOrEqual(capacity)
          expect(memory.find(key)).toBe(key)
        }
        const latest = [...new Set([...keys].reverse())].slice(0, capacity).reverse()
        expect([...memory].map(([key]) => key)).toEqual(latest)
      }),
    )
  })
})

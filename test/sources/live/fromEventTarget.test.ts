import { describe, expect, it } from 'vitest'
import { fromEventTarget, type Sample } from '../../../src/index.js'

class Reading extends Event {
  readonly value: number
  constructor(value: number) {
    super('reading')
    this.value = value
  }
}

const toSample = ({ value }: Reading): Sample | undefined => {
  if (value < 0) throw new Error('below zero')
  return value === 0 ? undefined : { x: [value] }
}

describe('fromEventTarget', () => {
  it('makes samples, skips, sets aside, and takes its listener away', () => {
    const target = new EventTarget()
    const source = fromEventTarget<Reading>(target, 'reading', { toSample })
    const samples: Sample[] = []
    const reasons: string[] = []
    source.rejected$.subscribe(({ code, reason }) => reasons.push(`${code} ${reason}`))
    const subscription = source.subscribe((sample) => samples.push(sample))
    for (const value of [1, 0, -1, 2]) target.dispatchEvent(new Reading(value))
    subscription.unsubscribe()
    target.dispatchEvent(new Reading(3))
    expect(samples).toEqual([{ x: [1] }, { x: [2] }])
    expect(reasons).toEqual(['ERR_TO_SAMPLE toSample throws: below zero'])
    expect([source.received, source.rejected, source.dropped, source.position]).toEqual([4, 1, 0, undefined])
  })

  it.each(['dropOldest', 'dropNewest', 'latest', 'sample'] as const)(
    'a flood, %s: what was dropped is counted to the last one',
    async (policy) => {
      const target = new EventTarget()
      const source = fromEventTarget<Reading>(target, 'reading', { toSample, overflow: { capacity: 10, policy } })
      let taken = 0
      source.subscribe(() => {
        taken += 1
        for (const end = performance.now() + 1; performance.now() < end; );
      })
      for (let value = 1; value <= 1000; value++) target.dispatchEvent(new Reading(value))
      expect(source.received).toBe(1000)
      // All that waits comes in later turns.
      while (taken + source.dropped < 1000) await new Promise((resolve) => setImmediate(resolve))
      expect(taken + source.dropped).toBe(1000)
      expect(source.dropped).toBeGreaterThan(900)
    },
  )

  it('refuses to pause what can not wait', () => {
    const options = { toSample, overflow: { policy: 'pause' } } as const
    expect(() => fromEventTarget<Reading>(new EventTarget(), 'reading', options)).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})

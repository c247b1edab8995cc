import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Slot, TapePool } from '../../src/autodiff/running/tapePool.js'

const take = (pool: TapePool): Slot | undefined => pool.acquire() ?? pool.takeOver()

describe('the tape slots of a plan', () => {
  it('are handed out once, and again when they came back', () => {
    const pool = new TapePool(3)
    const slots = [pool.acquire(), pool.acquire(), pool.acquire()] as Slot[]
    expect(new Set(slots.map(({ index }) => index)).size).toBe(3)
    expect(pool.acquire()).toBeUndefined()
    pool.release(slots[1] as Slot)
    const again = pool.acquire()
    expect(again?.index).toBe(slots[1]?.index)
    expect(pool.holds(slots[1] as Slot)).toBe(false)
    // Giving back twice takes nothing from who has it now.
    pool.release(slots[1] as Slot)
    expect(pool.holds(again as Slot)).toBe(true)
  })

  it('of passes that never come back are handed out again, the oldest first', () => {
    const pool = new TapePool(4)
    const slots = Array.from({ length: 1000 }, () => take(pool))
    expect(slots.every((slot) => slot !== undefined)).toBe(true)
    expect(slots.filter((slot) => pool.holds(slot as Slot))).toEqual(slots.slice(-4))
  })

  it('of passes that are known to take long are waited for: who comes meanwhile is refused', () => {
    const pool = new TapePool(4)
    const waiting: (Slot | undefined)[] = []
    const taken: number[] = []
    // Each pass comes back after ten others were asked for, so that at most four in ten can be taken.
    for (let at = 0; at < 1000; at++) {
      const back = waiting[at - 10]
      if (back && pool.holds(back)) {
        taken.push(at - 10)
        pool.release(back)
      } else if (back) pool.cameBack(back)
      waiting.push(take(pool))
    }
    expect(taken.length).toBeGreaterThanOrEqual(0.39 * 990)
  })

  it('come back when passes are dropped after a time in which they took long', () => {
    const pool = new TapePool(4)
    const late = take(pool) as Slot
    for (let at = 0; at < 100_000; at++) {
      const slot = take(pool)
      if (slot) pool.release(slot)
    }
    pool.release(late)
    const refusals = Array.from({ length: 5000 }, () => (take(pool) ? 0 : 1))
    const sum = (some: readonly number[]): number => some.reduce<number>((total, one) => total + one, 0)
    // At first a pass is waited for, no longer than 64 times the pool.
    expect(sum(refusals.slice(0, 256))).toBeGreaterThan(200)
    expect(sum(refusals)).toBeLessThan(2500)
    expect(sum(refusals.slice(-1000))).toBe(0)
  })

  it('are never held by two, whatever happens, and grow without moving', () => {
    const action = fc.oneof(
      fc.constant('take' as const),
      fc.constant('grow' as const),
      fc.nat(30).map((at) => ({ release: at })),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }), fc.array(action, { maxLength: 200 }), (size, actions) => {
        const pool = new TapePool(size)
        const handed: Slot[] = []
        for (const each of actions) {
          if (each === 'take') {
            const slot = take(pool)
            if (slot) handed.push(slot)
          } else if (each === 'grow') pool.grow(pool.size + 2)
          else if (handed.length > 0) pool.release(handed[each.release % handed.length] as Slot)
          const held = handed.filter((slot) => pool.holds(slot))
          expect(new Set(held.map(({ index }) => index)).size).toBe(held.length)
          expect(held.every(({ index }) => index < pool.size)).toBe(true)
        }
        const held = handed.filter((slot) => pool.holds(slot)).length
        const free = Array.from({ length: pool.size }, () => pool.acquire()).filter((slot) => slot !== undefined).length
        expect(held + free).toBe(pool.size)
      }),
    )
  })
})

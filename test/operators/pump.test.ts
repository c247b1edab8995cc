import { describe, expect, it } from 'vitest'
import { pump } from '../../src/operators/pump.js'

function* numbers(count: number, onReturn: () => void = () => undefined): Generator<number> {
  try {
    for (let value = 0; value < count; value++) yield value
  } finally {
    onReturn()
  }
}

describe('pump', () => {
  it('gives timers a turn while it emits a firehose', async () => {
    let emitted = 0
    let seenByTimer = -1
    await new Promise<void>((resolve) => {
      setTimeout(() => {
        seenByTimer = emitted
      }, 0)
      pump(numbers(3_000_000), { budgetMs: 1 }).subscribe({
        next: () => {
          emitted += 1
        },
        complete: resolve,
      })
    })
    expect(emitted).toBe(3_000_000)
    expect(seenByTimer).toBeGreaterThan(0)
    expect(seenByTimer).toBeLessThan(3_000_000)
  })

  it('looks at the clock after 1, 3, 7, 15 values and so on, then after every 64, and yields when the budget is spent', () => {
    const tasks: (() => void)[] = []
    const seen: number[] = []
    const looks: number[] = []
    const now = (): number => looks.push(seen.length)
    pump(numbers(200), { budgetMs: 8, now, yieldTo: (task) => tasks.push(task) }).subscribe((value) => seen.push(value))
    expect(looks).toEqual([0, 1, 3, 7, 15, 31, 63, 127, 191])
    tasks.shift()?.()
    expect(seen).toHaveLength(200)
    expect(looks.slice(9)).toEqual([191, 192, 194, 198])
  })

  it('closes the iterator when the subscriber leaves', () => {
    let closed = 0
    const subscription = pump(
      numbers(10, () => {
        closed += 1
      }),
      { yieldTo: () => undefined },
    ).subscribe((value) => {
      if (value === 3) queueMicrotask(() => undefined)
    })
    subscription.unsubscribe()
    expect(closed).toBe(1)
    let count = 0
    const early = pump(
      numbers(1000, () => {
        closed += 1
      }),
      { budgetMs: 0.001, yieldTo: () => undefined },
    ).subscribe(() => {
      count += 1
    })
    early.unsubscribe()
    expect(closed).toBe(2)
    expect(count).toBeLessThan(1000)
  })

  it('waits for an async iterable, and passes its error on', async () => {
    async function* source(): AsyncGenerator<number> {
      yield 1
      yield 2
      throw new Error('gone')
    }
    const seen: unknown[] = []
    await new Promise<void>((resolve) =>
      pump(source()).subscribe({
        next: (value) => seen.push(value),
        error: (error) => {
          seen.push(error.message)
          resolve()
        },
      }),
    )
    expect(seen).toEqual([1, 2, 'gone'])
  })

  it('refuses a budget that is not positive', () => {
    expect(() => pump([], { budgetMs: 0 })).toThrow(expect.objectContaining({ code: 'ERR_OPTION' }))
  })
})

import { describe, expect, it } from 'vitest'
import { Watchers } from '../../../src/layers/model/watchers.js'

describe('watchers', () => {
  it('are there until the last has left, and leave once', () => {
    const watchers = new Watchers()
    const [first, second] = [watchers.watch(), watchers.watch()]
    first()
    first()
    expect(watchers.any).toBe(true)
    second()
    expect(watchers.any).toBe(false)
  })
})

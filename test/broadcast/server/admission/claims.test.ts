import { describe, expect, it } from 'vitest'
import { Claims } from '../../../../src/broadcast/server/admission/claims.js'

const [first, second] = [{ name: 'first' }, { name: 'second' }]

describe('one writer per model', () => {
  it('the first trainer may, another with the same fence may not while it is connected', () => {
    const claims = new Claims()
    expect(claims.take('m', { epoch: 1n, fence: 0 }, first)).toEqual({})
    expect(claims.take('m', { epoch: 2n, fence: 0 }, second).refused).toContain('same fence, 0')
    expect(claims.of('m', first)).toMatchObject({ epoch: 1n, fence: 0 })
    expect(claims.of('m', second)).toBeUndefined()
    claims.release(first)
    expect(claims.take('m', { epoch: 2n, fence: 0 }, second)).toEqual({})
  })

  it('a larger fence takes over, and a smaller one never does again, connected or not', () => {
    const claims = new Claims()
    claims.take('m', { epoch: 1n, fence: 3 }, first)
    expect(claims.take('m', { epoch: 2n, fence: 4 }, second)).toEqual({ ousted: first })
    expect(claims.of('m', first)).toBeUndefined()
    expect(claims.take('m', { epoch: 1n, fence: 3 }, first).refused).toContain('fence 4')
    claims.release(second)
    expect(claims.take('m', { epoch: 1n, fence: 3 }, first).refused).toContain('fence 4')
  })

  it('the same run on a new connection takes the place of its old one', () => {
    const claims = new Claims()
    claims.take('m', { epoch: 1n, fence: 3 }, first)
    expect(claims.take('m', { epoch: 1n, fence: 3 }, second)).toEqual({ ousted: first })
    // What the old connection's end says comes too late to matter.
    claims.release(first)
    expect(claims.of('m', second)).toMatchObject({ fence: 3 })
  })

  it("nobody publishes the server's own models, whatever the fence", () => {
    const claims = new Claims()
    claims.reserve('m', 0, {})
    expect(claims.take('m', { epoch: 1n, fence: 0xffff_ffff }, first).refused).toContain('by the server itself')
    expect(claims.take('other', { epoch: 1n, fence: 0 }, first)).toEqual({})
  })
})

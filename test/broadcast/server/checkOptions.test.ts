import { describe, expect, it } from 'vitest'
import { type BroadcasterOptions, createBroadcaster } from '../../../src/node.js'
import { limitsFrom } from '../../../src/broadcast/server/checkOptions.js'
import { defaultLimits } from '../../../src/broadcast/server/hub.js'

describe('options of a broadcaster', () => {
  it.each<[unknown, string]>([
    [null, 'expected options as an object, got null'],
    [8787, 'expected options as an object, got 8787 (number)'],
    [{ port: 99_999 }, '`port` must be a whole number'],
    [{ port: 'abc' }, '`port` must be a whole number of at least 0 and at most 65535, got "abc" (string)'],
    [{ port: 1.5 }, '`port`'],
    [{ host: '' }, '`host`'],
    [{ server: {} }, '`server` must be a server of node:http or node:https'],
    [{ authorize: 'x' }, '`authorize` must be a function'],
    [{ page: true }, '`page` must be a function'],
    [{ clock: 5 }, '`clock` must be a function'],
    [{ origins: 'http://a' }, '`origins` must be an array, each element a string'],
    [{ origins: [1] }, '`origins[0]`'],
    [{ limits: { connections: 'x' } }, '`limits.connections` must be a finite number above 0'],
    [{ limits: { helloMs: Number.NaN } }, '`limits.helloMs`'],
    [{ limits: { conections: 1 } }, 'unknown option "conections" (string); did you mean `connections`?'],
    [{ limits: 3 }, '`limits`'],
  ])('%j is refused at once', async (options, why) => {
    await expect(createBroadcaster(options as BroadcasterOptions)).rejects.toMatchObject({
      code: 'ERR_OPTION',
      message: expect.stringContaining(`createBroadcaster: ${why}`),
    })
  })

  it('a limit that is left open is as by default', () => {
    const open = { connections: undefined, helloMs: 9 } as unknown as Parameters<typeof limitsFrom>[0]
    expect(limitsFrom(open)).toEqual({ ...defaultLimits, helloMs: 9 })
  })
})

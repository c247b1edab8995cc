import { describe, expect, it } from 'vitest'
import { type BroadcasterOptions, createBroadcaster } from '../../../src/node.js'
import { limitsFrom } from '../../../src/broadcast/server/checkOptions.js'
import { defaultLimits } from '../../../src/broadcast/server/hub.js'

describe('options of a broadcaster', () => {
  it.each<[unknown, string]>([
    [null, 'its argument must be an object'],
    [8787, 'its argument must be an object'],
    [{ port: 99_999 }, '`port` must be a whole number'],
    [{ port: 'abc' }, '`port` must be a whole number from 0, for any free one, to 65535, got abc (string)'],
    [{ port: 1.5 }, '`port`'],
    [{ host: '' }, '`host`'],
    [{ server: {} }, '`server` must be a server of node:http or node:https'],
    [{ authorize: 'x' }, '`authorize` must be a function'],
    [{ page: true }, '`page` must be a function'],
    [{ clock: 5 }, '`clock` must be a function'],
    [{ origins: 'http://a' }, '`origins` must be a list of texts'],
    [{ origins: [1] }, '`origins`'],
    [{ limits: { connections: 'x' } }, '`limits.connections` must be a positive number'],
    [{ limits: { helloMs: Number.NaN } }, '`limits.helloMs`'],
    [{ limits: { conections: 1 } }, 'the names in `limits`'],
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

import { afterEach, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createModel, dense } from '../../src/index.js'
import { type Broadcaster, createBroadcaster } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'

let server: Broadcaster | undefined
afterEach(() => server?.close())

describe('eddy watch', () => {
  it('shows each version until interrupted', async () => {
    server = await createBroadcaster({ page: () => false })
    const { publishNow } = server.publish('m', createModel({ input: 1, layers: [dense(1)] }), {
      everyMs: 60_000,
      about: () => ({ samples: 12, metrics: { mae: 0.5 }, baselines: { mean: { mae: 0.75 } } }),
    })
    const terminal = fakeTerminal()
    const ended = main(['watch', `ws://localhost:${server.port}`], terminal)
    await expect.poll(() => terminal.out()).toContain('m v1  12 samples  mae 0.5000  mean mae 0.7500  hash ')
    publishNow()
    await expect.poll(() => terminal.out()).toContain('m v2')
    terminal.interrupted$.next(0)
    expect(await ended).toBe(0)
    expect(terminal.err()).toContain('models: m')
  })

  it('refuses what is no address, or a refused token, in one line', async () => {
    const terminal = fakeTerminal()
    expect(await main(['watch', 'nonsense'], terminal)).toBe(1)
    expect(terminal.err()).toBe("eddy: expected an address like ws://localhost:8787, got 'nonsense'\n")
    server = await createBroadcaster({ page: () => false, authorize: () => false })
    server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
    const second = fakeTerminal()
    expect(await main(['watch', `ws://localhost:${server.port}`, '--model', 'm', '--token', 'x'], second)).toBe(1)
    expect(second.err()).toContain("eddy: subscribeToModel: no right to subscribe to 'm'\n")
  })
})

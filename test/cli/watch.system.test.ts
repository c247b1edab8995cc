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
    expect(terminal.err()).toBe(
      'eddy watch: expected an address like ws://localhost:8787, got "nonsense" (string) [ERR_URL]\n',
    )
    server = await createBroadcaster({ page: () => false, authorize: () => false })
    server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
    const second = fakeTerminal()
    expect(await main(['watch', `ws://localhost:${server.port}`, '--model', 'm', '--token', 'x'], second)).toBe(1)
    expect(second.err()).toContain("eddy watch: subscribeToModel: no right to subscribe to 'm' [ERR_FORBIDDEN]\n")
  })

  it('says once what it waits for: a model that is not there, or a server that is not', async () => {
    server = await createBroadcaster({ page: () => false })
    const address = `ws://127.0.0.1:${server.port}`
    const empty = fakeTerminal()
    const waiting = main(['watch', address], empty)
    await expect
      .poll(() => empty.err())
      .toBe(`connecting to ${address}; ctrl-C ends\nconnected to ${address}; no model yet\n`)
    for (const name of ['a', 'b']) server.publish(name, createModel({ input: 1, layers: [dense(1)] }))
    await expect.poll(() => empty.out()).toContain('a v1')
    const named = fakeTerminal()
    const inVain = main(['watch', address, '--model', 'nosuch'], named)
    await expect.poll(() => named.err()).toContain(`connected to ${address}; no model 'nosuch' yet; there are a, b\n`)
    await server.close()
    await expect.poll(() => named.err()).toContain(`not connected to ${address}: `)
    for (const terminal of [empty, named]) terminal.interrupted$.next(0)
    expect(await Promise.all([waiting, inVain])).toEqual([0, 0])
    const lines = named.err().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
  })

  it('says that a token is refused, though no model is named', async () => {
    server = await createBroadcaster({ page: () => false, authorize: ({ token }) => token === 'sesame' })
    const terminal = fakeTerminal()
    expect(await main(['watch', `ws://localhost:${server.port}`, '--token', 'no'], terminal)).toBe(1)
    expect(terminal.err()).toContain(
      'eddy watch: subscribeToModel: no right to subscribe to any model [ERR_FORBIDDEN]\n',
    )
  })
})

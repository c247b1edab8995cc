import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { firstValueFrom } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type LinkState, pushSamples, subscribeToModel, type SubscribedModel } from '../../../src/client.js'
import { createLearner, createModel, dense } from '../../../src/index.js'
import { type Broadcaster, createBroadcaster, publishTo } from '../../../src/node.js'
import { decodeFrame, encodeFrame, FrameType } from '../../../src/snapshots/frame.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const codeOf = (call: () => unknown): unknown => {
  try {
    call()
  } catch (error) {
    return (error as { code?: unknown }).code ?? error
  }
  return 'taken'
}

describe('what can never be is refused at once', () => {
  it.each(['abc\n', 'a b', '', 'ключ', 5, null])('the token %j, and it is not shown', (token) => {
    const options = { token: token as string }
    const calls = [
      () => subscribeToModel('ws://x', options),
      () => publishTo('ws://x', 'm', createLearner({ task: 'regression' }), options),
      () => pushSamples('ws://x', { ...options, stream: 's' }),
    ]
    for (const call of calls) {
      expect(codeOf(call)).toBe('ERR_OPTION')
      if (token === 'abc\n') expect(call).not.toThrow(/abc/)
    }
  })

  it.each([
    'model name',
    null,
    { model: '' },
    { model: 3 },
    { maxBytes: -1 },
    { maxBytes: 'much' },
    { onState: 'no function' },
    { clock: 5 },
    { random: 0.5 },
  ])('the options %j', (options) => {
    expect(codeOf(() => subscribeToModel('ws://x', options as never))).toBe('ERR_OPTION')
  })

  it.each(['ws://token@x', 'ws://me:token@x', 'ws://x?token=token', 'wss://x/?access_token=token'])(
    'the address %s, which has a token in it',
    (url) => {
      expect(codeOf(() => subscribeToModel(url))).toBe('ERR_URL')
      expect(() => subscribeToModel(url)).toThrow('use the option `token`')
    },
  )
})

it('a connection that is refused says why', async () => {
  const free = createServer().listen(0)
  const { port } = free.address() as AddressInfo
  await new Promise((resolve) => free.close(resolve))
  const states: LinkState[] = []
  const subscription = subscribeToModel(`ws://localhost:${port}`, {
    onState: (state) => states.push(state),
  }).subscribe()
  closing.push(() => subscription.unsubscribe())
  await expect.poll(() => states.find(({ phase }) => phase === 'waiting')?.why).toContain('ECONNREFUSED')
})

/** A server before there was `first` in HELLO: what it would do with this one's bytes, the real one does without it. */
async function olderThan({ port }: Broadcaster): Promise<string> {
  const sockets = new WebSocketServer({ port: 0 })
  closing.push(() => sockets.close())
  sockets.on('connection', (socket) => {
    const onward = new WebSocket(`ws://localhost:${port}`, 'eddy.v1')
    closing.push(() => onward.terminate())
    socket.on('message', (bytes: Buffer) => {
      const frame = decodeFrame(bytes)
      const { first: _, ...meta } = frame.meta
      onward.send(frame.type === FrameType.HELLO ? encodeFrame({ type: FrameType.HELLO, meta }) : bytes)
    })
    onward.on('message', (bytes: Buffer) => socket.send(bytes))
    socket.pause()
    onward.on('open', () => socket.resume())
  })
  await once(sockets, 'listening')
  return `ws://localhost:${(sockets.address() as AddressInfo).port}`
}

it('of a server that sends every model, those not wanted are acknowledged', async () => {
  const server = await createBroadcaster({ page: () => false })
  closing.push(() => server.close())
  for (const name of ['a', 'b']) server.publish(name, createModel({ input: 1, layers: [dense(1)] }))
  const names: string[] = []
  const subscription = subscribeToModel(await olderThan(server)).subscribe(({ name }) => names.push(name))
  closing.push(() => subscription.unsubscribe())
  await expect.poll(() => server.metrics.fullTotal).toBe(2)
  await expect.poll(() => server.metrics.acksTotal).toBe(2)
  expect(names).toEqual(['a'])
})

it('what is written into the columns of a model changes no prediction and no later version', async () => {
  const learner = createLearner({ task: 'classification', layers: [dense(2)] })
  for (let i = 0; i < 9; i++) learner.learn({ x: [i, 1], y: i % 2 ? 'odd' : 'even' })
  const server = await createBroadcaster({ page: () => false })
  closing.push(() => server.close())
  const { publishNow } = server.publish('m', learner, { everyMs: 60_000 })
  const models: SubscribedModel[] = []
  const subscription = subscribeToModel(server.url).subscribe((model) => models.push(model))
  closing.push(() => subscription.unsubscribe())
  await expect.poll(() => models.length).toBe(1)
  const [model] = models
  const before = model?.predict([1, 1])
  for (const { values } of model?.columns ?? []) values.fill(9)
  expect(model?.classes).toEqual(['even', 'odd'])
  expect(Object.isFrozen(model?.classes)).toBe(true)
  learner.learn({ x: [1, 1], y: 'odd' })
  publishNow()
  await expect.poll(() => models.length).toBe(2)
  expect(model?.predict([1, 1])).toEqual(before)
  expect(models[1]?.predict([1, 1])).toEqual(learner.predict([1, 1]))
  expect(server.metrics).toMatchObject({ fullTotal: 1, resyncsTotal: 0 })
  expect(await firstValueFrom(subscribeToModel(server.url))).toMatchObject({ version: 2 })
})

import { firstValueFrom, filter, from, lastValueFrom, Subject, take, toArray } from 'rxjs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Socket } from 'node:net'
import { Outlet } from '../../src/broadcast/server/outlet.js'
import { encodeFrame, FrameType } from '../../src/snapshots/frame.js'
import { predictWith, subscribeToModel, type SubscribedModel } from '../../src/client.js'
import { createLearner, createModel, dense, type Learner, tanh } from '../../src/index.js'
import { type Broadcaster, type BroadcasterOptions, createBroadcaster } from '../../src/node.js'

const open: Broadcaster[] = []
async function broadcaster(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const made = await createBroadcaster(options)
  open.push(made)
  return made
}
afterEach(async () => {
  for (const made of open.splice(0)) await made.close()
})

/** The server's ends of its connections. */
const sockets = (server: Broadcaster): Socket[] => {
  const { connections } = server as unknown as { connections: Set<{ outlet: { transport: Socket } }> }
  return [...connections].map(({ outlet }) => outlet.transport)
}

const ws = ({ port }: Broadcaster): string => `ws://localhost:${port}`

function learner(): Learner {
  return createLearner({ task: 'classification', layers: [dense(9), tanh()], seed: 3 })
}

function teach(target: Learner, count: number): void {
  for (let i = 0; i < count; i++) {
    target.learn({ x: [Math.sin(i), Math.cos(2 * i)], y: Math.sin(i) > 0.3 ? 'up' : 'down' })
  }
}

describe('a subscriber', () => {
  it('gets the model, and then each newer one, and predicts the same bits', async () => {
    const trained = learner()
    teach(trained, 50)
    const server = await broadcaster()
    const { publishNow } = server.publish('m', trained, { everyMs: 60_000 })
    const seen: SubscribedModel[] = []
    const model$ = subscribeToModel(ws(server), { model: 'm' })
    const third = new Promise<void>((resolve) => {
      const subscription = model$.subscribe((model) => {
        seen.push(model)
        expect(model.predict([0.3, 0.4])).toEqual(trained.predict([0.3, 0.4]))
        if (seen.length === 3) {
          subscription.unsubscribe()
          resolve()
          return
        }
        teach(trained, 20)
        publishNow()
      })
    })
    await third
    expect(seen.map((model) => [model.version, model.samples])).toEqual([
      [1, 50],
      [2, 70],
      [3, 90],
    ])
    expect(seen.map((model) => [model.versionsBehind, model.stale])).toEqual([
      [2, true],
      [1, true],
      [0, false],
    ])
    // An older model still is what it was, though they share a predictor.
    const older = seen[0]?.predict([0.3, 0.4])
    expect(older).not.toEqual(trained.predict([0.3, 0.4]))
    expect(seen[2]?.predict([0.3, 0.4])).toEqual(trained.predict([0.3, 0.4]))
    expect(seen[0]?.predict([0.3, 0.4])).toEqual(older)
    expect(server.metrics.fullTotal).toBe(1)
    expect(server.metrics.deltaTotal).toBe(2)
  })

  it('hears of a model that is published later, and of one that has no weights yet', async () => {
    const server = await broadcaster()
    const first = firstValueFrom(subscribeToModel(ws(server), { model: 'late' }))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const late = learner()
    server.publish('late', late, { everyMs: 20 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    teach(late, 5)
    expect(await first).toMatchObject({ version: 1, samples: 5, classes: ['down', 'up'] })
  })

  it('follows a network that grows', async () => {
    const growing = learner()
    teach(growing, 10)
    const server = await broadcaster()
    server.publish('m', growing, { everyMs: 10 })
    const grown = firstValueFrom(subscribeToModel(ws(server)).pipe(filter(({ classes }) => classes.length === 3)))
    await new Promise((resolve) => setTimeout(resolve, 100))
    growing.learn({ x: [1, 1], y: 'sideways' })
    expect((await grown).predict([1, 1])).toEqual(growing.predict([1, 1]))
  })

  it('takes up a lost connection where it was: nothing is sent when nothing changed', async () => {
    const trained = learner()
    teach(trained, 50)
    const server = await broadcaster()
    server.publish('m', trained, { everyMs: 60_000 })
    const states: string[] = []
    const models: SubscribedModel[] = []
    const subscription = subscribeToModel(ws(server), {
      model: 'm',
      random: () => 0,
      onState: ({ phase }) => states.push(phase),
    }).subscribe((model) => models.push(model))
    await expect.poll(() => models.length).toBe(1)
    const { sentBytesTotal } = server.metrics
    for (const socket of sockets(server)) socket.destroy()
    await expect.poll(() => states.filter((state) => state === 'open').length).toBeGreaterThan(1)
    await expect.poll(() => server.metrics.connectionsTotal).toBe(2)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(models.length).toBe(1)
    expect(server.metrics.fullTotal).toBe(1)
    // WELCOME and LATEST; of the model itself, nothing.
    expect(server.metrics.sentBytesTotal - sentBytesTotal).toBeLessThan(420)
    expect(models[0]?.stale).toBe(false)
    subscription.unsubscribe()
  })

  it('a server started again with the same state costs at most 256 bytes of model traffic', async () => {
    const trained = learner()
    teach(trained, 50)
    const before = await broadcaster()
    const { port } = before
    before.publish('m', trained, { everyMs: 60_000 }).publishNow()
    const models: SubscribedModel[] = []
    const subscription = subscribeToModel(ws(before), { model: 'm', random: () => 0 }).subscribe((model) =>
      models.push(model),
    )
    await expect.poll(() => models.length).toBe(1)
    await before.close()
    const after = await broadcaster({ port })
    after.publish('m', trained, { everyMs: 60_000 })
    const bytes: number[] = []
    const { send } = Outlet.prototype
    vi.spyOn(Outlet.prototype, 'send').mockImplementation(function (this: Outlet, frame) {
      if (frame.type === FrameType.LATEST) bytes.push(encodeFrame(frame).byteLength)
      send.call(this, frame)
    })
    await expect.poll(() => models.length, { timeout: 5000 }).toBe(2)
    vi.restoreAllMocks()
    expect(models[1]).toMatchObject({ version: 1, stale: false })
    expect(models[1]?.epoch).not.toBe(models[0]?.epoch)
    expect(models[1]?.predict([1, 1])).toEqual(trained.predict([1, 1]))
    expect(after.metrics).toMatchObject({ fullTotal: 0, deltaTotal: 0 })
    expect(bytes.length).toBe(1)
    expect(bytes[0]).toBeLessThanOrEqual(256)
    subscription.unsubscribe()
  })

  it('is current again after the server was replaced', async () => {
    const before = await broadcaster()
    const { port } = before
    const old = learner()
    teach(old, 10)
    before.publish('m', old)
    const models: SubscribedModel[] = []
    const subscription = subscribeToModel(`ws://localhost:${port}`, { model: 'm', random: () => 0 }).subscribe(
      (model) => models.push(model),
    )
    await expect.poll(() => models.length).toBe(1)
    await before.close()
    const young = learner()
    teach(young, 3)
    const after = await broadcaster({ port })
    after.publish('m', young)
    await expect.poll(() => models.length, { timeout: 5000 }).toBe(2)
    expect(models[1]?.epoch).not.toBe(models[0]?.epoch)
    expect(models[1]?.predict([1, 1])).toEqual(young.predict([1, 1]))
    subscription.unsubscribe()
  })

  it('of lossy updates equals the shadow, near the model', async () => {
    const model = createModel({ input: 20, layers: [dense(40), tanh(), dense(1)], seed: 1 })
    const server = await broadcaster()
    const { publishNow } = server.publish('m', model, { everyMs: 60_000 })
    const models: SubscribedModel[] = []
    const subscription = subscribeToModel(ws(server), { model: 'm', lossy: true }).subscribe((next) =>
      models.push(next),
    )
    await expect.poll(() => models.length).toBe(1)
    for (let round = 2; round < 6; round++) {
      const { parameters } = model
      for (let i = 0; i < parameters.length; i++) parameters[i] = (parameters[i] ?? 0) + Math.sin(i * round) * 1e-3
      publishNow()
      await expect.poll(() => models.length).toBe(round)
    }
    const got = models[4]?.columns.find(({ name }) => name === 'parameters')?.values ?? []
    const worst = Math.max(...Array.from(model.parameters, (value, i) => Math.abs(value - (got[i] ?? 0))))
    expect(worst).toBeGreaterThan(0)
    expect(worst).toBeLessThan(1e-4)
    subscription.unsubscribe()
  })
})

describe('predictWith', () => {
  it('answers with the newest model, and keeps questions until there is one', async () => {
    const model = createModel({ input: 2, layers: [dense(3)], seed: 1 })
    const model$ = new Subject<SubscribedModel>()
    const answers = lastValueFrom(
      from([
        [1, 2],
        [3, 4],
      ]).pipe(predictWith(model$), take(2), toArray()),
    )
    model$.next({ predict: (x: number[]) => model.predict(x) } as unknown as SubscribedModel)
    expect(await answers).toEqual([model.predict([1, 2]), model.predict([3, 4])])
  })
})

describe('what is refused', () => {
  const failure = (model$: ReturnType<typeof subscribeToModel>) => firstValueFrom(model$).then(String, (error) => error)

  it('a token, with a code and a reason; a good one is taken', async () => {
    const server = await broadcaster({
      authorize: ({ token, right, name }) => right === 'subscribe' && name === 'm' && token === 'good',
    })
    server.publish('m', createModel({ input: 1, layers: [dense(1)] }))
    expect(await failure(subscribeToModel(ws(server), { model: 'm' }))).toMatchObject({ code: 'ERR_UNAUTHORIZED' })
    expect(await failure(subscribeToModel(ws(server), { model: 'm', token: 'bad' }))).toMatchObject({
      code: 'ERR_FORBIDDEN',
    })
    expect(await firstValueFrom(subscribeToModel(ws(server), { model: 'm', token: 'good' }))).toMatchObject({
      version: 1,
    })
  })

  it('an address that is none, holds a token, or belongs to another server', async () => {
    for (const url of ['localhost:1', 'nonsense', 'ftp://x', 'ws://u:p@localhost:1', 'ws://localhost:1?token=x']) {
      expect(() => subscribeToModel(url)).toThrow(expect.objectContaining({ code: 'ERR_URL' }))
    }
    const { createServer } = await import('node:http')
    const other = createServer((_, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => other.listen(0, resolve))
    const { port } = other.address() as { port: number }
    expect(await failure(subscribeToModel(`ws://localhost:${port}`))).toMatchObject({ code: 'ERR_NOT_A_BROADCASTER' })
    other.close()
  })

  it('a model too big for the subscriber, before memory is taken for it', async () => {
    const server = await broadcaster()
    server.publish('m', createModel({ input: 1000, layers: [dense(100)] }))
    expect(await failure(subscribeToModel(ws(server), { maxBytes: 10_000 }))).toMatchObject({
      code: 'ERR_MODEL_TOO_BIG',
    })
  })

  it('a port in use', async () => {
    const { port } = await broadcaster()
    await expect(createBroadcaster({ port })).rejects.toMatchObject({
      code: 'ERR_PORT_IN_USE',
      message: expect.stringContaining(`port ${port} is in use`),
    })
  })

  it('a name that is taken', async () => {
    const server = await broadcaster()
    const model = createModel({ input: 1, layers: [dense(1)] })
    server.publish('m', model)
    expect(() => server.publish('m', model)).toThrow(expect.objectContaining({ code: 'ERR_MODEL_NAME' }))
  })
})

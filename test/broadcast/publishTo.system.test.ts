import { firstValueFrom, filter } from 'rxjs'
import { afterEach, describe, expect, it } from 'vitest'
import { subscribeToModel, type SubscribedModel } from '../../src/client.js'
import { createLearner, dense, type Learner, tanh } from '../../src/index.js'
import {
  type Broadcaster,
  type BroadcasterOptions,
  createBroadcaster,
  publishTo,
  type PublishToOptions,
  type RemotePublication,
} from '../../src/node.js'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function hub(options: BroadcasterOptions = {}): Promise<Broadcaster> {
  const server = await createBroadcaster({ authorize: () => true, page: () => false, ...options })
  closing.push(() => server.close())
  return server
}

const ws = ({ port }: { readonly port: number }): string => `ws://localhost:${port}`

function trained(count: number, seed = 3): Learner {
  const learner = createLearner({ task: 'classification', layers: [dense(9), tanh()], seed })
  teach(learner, count)
  return learner
}

function teach(learner: Learner, count: number): void {
  for (let i = 0; i < count; i++) learner.learn({ x: [Math.sin(i), Math.cos(i)], y: i % 3 === 0 ? 'a' : 'b' })
}

function publish(
  server: { readonly port: number },
  learner: Learner,
  options: PublishToOptions = {},
): RemotePublication {
  const publication = publishTo(ws(server), 'm', learner, { everyMs: 60_000, random: () => 0, ...options })
  publication.finished.catch(() => undefined)
  closing.push(() => publication.stop())
  return publication
}

const modelOf = (
  server: { readonly port: number },
  wanted: (model: SubscribedModel) => boolean,
): Promise<SubscribedModel> =>
  firstValueFrom(subscribeToModel(ws(server), { model: 'm', random: () => 0 }).pipe(filter(wanted)))

describe('publishTo', () => {
  it('a trainer elsewhere publishes through the hub: subscribers hold its versions, bit for bit', async () => {
    const server = await hub()
    const learner = trained(50)
    const publication = publish(server, learner)
    const first = await modelOf(server, ({ version }) => version === 1)
    expect(first.predict([0.3, 0.4])).toEqual(learner.predict([0.3, 0.4]))
    const second = modelOf(server, ({ version }) => version === 2)
    teach(learner, 20)
    publication.publishNow()
    expect((await second).predict([0.3, 0.4])).toEqual(learner.predict([0.3, 0.4]))
    expect((await second).samples).toBe(70)
    await expect.poll(() => publication.acknowledged).toBe(2)
    publication.stop()
    await publication.finished
  })

  it('a learner without a model yet is published with its first sample', async () => {
    const server = await hub()
    const learner = createLearner({ task: 'classification', layers: [dense(4)] })
    publish(server, learner, { everyMs: 10 })
    const model = modelOf(server, () => true)
    teach(learner, 3)
    expect((await model).samples).toBe(3)
  })

  it('goes on after the hub was started again, and subscribers with it', async () => {
    const server = await createBroadcaster({ authorize: () => true, page: () => false })
    const { port } = server
    const learner = trained(10)
    const publication = publish(server, learner)
    await modelOf(server, () => true)
    await server.close()
    teach(learner, 5)
    publication.publishNow()
    const again = await hub({ port })
    expect((await modelOf(again, ({ version }) => version === 2)).samples).toBe(15)
  }, 20_000)

  it('of two trainers the larger fence counts, and the other ends with ERR_FENCED', async () => {
    const server = await hub()
    const old = publish(server, trained(10, 1), { fence: 1 })
    await expect.poll(() => old.acknowledged).toBe(1)
    const successor = trained(20, 2)
    publish(server, successor, { fence: 2 })
    await expect(old.finished).rejects.toMatchObject({ code: 'ERR_FENCED' })
    old.publishNow()
    const late = publish(server, trained(30), { fence: 1 })
    await expect(late.finished).rejects.toMatchObject({ code: 'ERR_FENCED' })
    const model = await modelOf(server, () => true)
    expect(model.samples).toBe(20)
    expect(model.predict([1, 2])).toEqual(successor.predict([1, 2]))
  })

  it('a second trainer with the same fence is refused while the first is there', async () => {
    const server = await hub()
    const first = publish(server, trained(10))
    await expect.poll(() => first.acknowledged).toBe(1)
    await expect(publish(server, trained(20)).finished).rejects.toMatchObject({ code: 'ERR_FENCED' })
    first.stop()
    await expect.poll(() => server.metrics.connections).toBe(0)
    const next = publish(server, trained(20))
    await expect.poll(() => next.acknowledged).toBe(1)
  })

  it("the hub's own models are its own", async () => {
    const server = await hub()
    server.publish('m', trained(1))
    await expect(publish(server, trained(9)).finished).rejects.toMatchObject({ code: 'ERR_FENCED' })
  })

  it('needs the right', async () => {
    const server = await hub({ authorize: ({ right, token }) => right !== 'publish' || token === 'trainer' })
    await expect(publish(server, trained(1)).finished).rejects.toMatchObject({ code: 'ERR_UNAUTHORIZED' })
    await expect(publish(server, trained(1), { token: 'other' }).finished).rejects.toMatchObject({
      code: 'ERR_FORBIDDEN',
    })
    const right = publish(server, trained(1), { token: 'trainer' })
    await expect.poll(() => right.acknowledged).toBe(1)
  })

  it('refuses at once what can never be', () => {
    const learner = trained(1)
    expect(() => publishTo('nowhere', 'm', learner)).toThrow(expect.objectContaining({ code: 'ERR_URL' }))
    expect(() => publishTo('ws://x', '', learner)).toThrow(expect.objectContaining({ code: 'ERR_MODEL_NAME' }))
    expect(() => publishTo('ws://x', 'm', learner, { fence: -1 })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTION' }),
    )
  })
})

import { afterEach, describe, expect, it, vi } from 'vitest'
import { pushSamples, subscribeToModel, type SubscribedModel } from '../../src/client.js'
import { createLearner, createModel, dense, learn, type Model } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, type PublishOptions, publishTo } from '../../src/node.js'
import { from } from 'rxjs'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const made of open.splice(0)) await made.close()
})

async function broadcaster(options: Parameters<typeof createBroadcaster>[0] = {}): Promise<Broadcaster> {
  const made = await createBroadcaster(options)
  open.push(made)
  return made
}

const ws = ({ port }: Broadcaster): string => `ws://localhost:${port}`
const model = (seed = 1): Model => createModel({ input: 1, layers: [dense(1)], seed })
const code = (wanted: string) => expect.objectContaining({ code: wanted })

function follow(server: Broadcaster): SubscribedModel[] {
  const models: SubscribedModel[] = []
  const subscription = subscribeToModel(ws(server), { model: 'm', random: () => 0 }).subscribe((next) =>
    models.push(next),
  )
  open.unshift({ close: async () => subscription.unsubscribe() })
  return models
}

describe('what cannot be published', () => {
  it.each<[unknown, unknown, unknown, string]>([
    [undefined, model(), {}, 'ERR_MODEL_NAME'],
    [5, model(), {}, 'ERR_MODEL_NAME'],
    ['', model(), {}, 'ERR_MODEL_NAME'],
    ['n'.repeat(257), model(), {}, 'ERR_MODEL_NAME'],
    ['語'.repeat(86), model(), {}, 'ERR_MODEL_NAME'],
    ['a', undefined, {}, 'ERR_OPTION'],
    ['a', 5, {}, 'ERR_OPTION'],
    ['a', {}, {}, 'ERR_OPTION'],
    ['a', model(), null, 'ERR_OPTION'],
    ['a', model(), { everyMs: Number.NaN }, 'ERR_OPTION'],
    ['a', model(), { everyMs: 'x' }, 'ERR_OPTION'],
    ['a', model(), { everyMs: -5 }, 'ERR_OPTION'],
    ['a', model(), { everyMs: 2 ** 31 }, 'ERR_OPTION'],
    ['a', model(), { everySamples: 0 }, 'ERR_OPTION'],
    ['a', model(), { about: {} }, 'ERR_OPTION'],
    ['a', model(), { onWarning: 1 }, 'ERR_OPTION'],
    ['a', model(), { fence: 1.5 }, 'ERR_OPTION'],
    ['a', model(), { fence: -1 }, 'ERR_OPTION'],
    ['a', model(), { fence: 2 ** 32 }, 'ERR_OPTION'],
  ])('name %j, %j, %j: refused, and nothing is begun', async (name, source, options, wanted) => {
    const server = await broadcaster()
    const args = [name as string, source as Model, options as PublishOptions] as const
    expect(() => server.publish(...args)).toThrow(code(wanted))
    expect(() => publishTo('ws://localhost:1', ...args)).toThrow(code(wanted))
    expect(server.publish('a', model()).version).toBe(1)
  })

  it('a source that fails leaves its name free', async () => {
    const server = await broadcaster()
    const broken = model()
    vi.spyOn(broken, 'state', 'get').mockImplementation(() => {
      throw new Error('broken')
    })
    expect(() => server.publish('a', broken)).toThrow('broken')
    expect(server.publish('a', model()).version).toBe(1)
  })
})

describe('a publication that is stopped', () => {
  it('leaves its last version, and its name to another run', async () => {
    const server = await broadcaster()
    const models = follow(server)
    const first = server.publish('m', model(1))
    await expect.poll(() => models.length).toBe(1)
    first.stop()
    first.publishNow()
    expect(first.version).toBe(1)
    const late = follow(server)
    await expect.poll(() => late.map(({ hash }) => hash)).toEqual([models[0]?.hash])
    server.publish('m', model(2), { fence: 1 })
    expect(() => server.publish('m', model(3), { fence: 1 })).toThrow(code('ERR_MODEL_NAME'))
    await expect.poll(() => models.length).toBe(2)
    expect(models[1]).toMatchObject({ version: 1, stale: false })
    expect(models[1]?.epoch).not.toBe(models[0]?.epoch)
    // What is over says nothing about who came after.
    first.stop()
    expect(() => server.publish('m', model(3), { fence: 1 })).toThrow(code('ERR_MODEL_NAME'))
  })

  it('can be followed by a trainer elsewhere, but by nobody with a smaller fence', async () => {
    const server = await broadcaster({ authorize: () => true })
    const models = follow(server)
    const first = server.publish('m', model(1), { fence: 2 })
    await expect.poll(() => models.length).toBe(1)
    first.stop()
    expect(() => server.publish('m', model(2), { fence: 1 })).toThrow(code('ERR_FENCED'))
    const elsewhere = publishTo(ws(server), 'm', model(3), { fence: 2 })
    await expect.poll(() => models.length).toBe(2)
    expect(() => server.publish('m', model(2), { fence: 3 })).toThrow(code('ERR_MODEL_NAME'))
    elsewhere.stop()
  })
})

describe('whatever is said or learned', () => {
  it('an own `about` that no frame can carry is left out, and told once', async () => {
    const server = await broadcaster()
    const models = follow(server)
    const warnings: unknown[] = []
    const about = (): { live: string } => ({ live: 'x'.repeat(20_000) })
    const { publishNow } = server.publish('m', model(), { about, onWarning: (warning) => warnings.push(warning) })
    publishNow()
    await expect.poll(() => models.at(-1)?.about).toMatchObject({ samples: 0 })
    expect(warnings).toEqual([code('ERR_ABOUT')])
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    server.publish('other', model(), { about })
    expect(warn).toHaveBeenCalledTimes(1)
  })

  it('a pushed sample cannot end the trainer', async () => {
    const server = await broadcaster()
    const learner = createLearner({ task: 'regression' })
    server.samples('in').pipe(learn(learner)).subscribe()
    server.publish('m', learner, { everyMs: 10 })
    const models = follow(server)
    from([{ x: { ['n'.repeat(20_000)]: 1 }, y: 1 }])
      .pipe(pushSamples(ws(server), { stream: 'in' }))
      .subscribe()
    await expect.poll(() => models.at(-1)?.samples).toBe(1)
    expect(models.at(-1)?.about.live).not.toHaveProperty('sample')
  })
})

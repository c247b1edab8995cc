import { mkdirSync } from 'node:fs'
import { firstValueFrom, from } from 'rxjs'
import { afterAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import {
  backward,
  createLearner,
  createModel,
  createRandom,
  ddm,
  dense,
  forward,
  loss,
  type Model,
  sgd,
  squaredError,
  tanh,
  update,
} from 'eddy'
import { subscribeToModel } from 'eddy/client'
import { createBroadcaster } from 'eddy/node'
import { describeInChromium, openPage } from '../browser/chromium.js'

/* The page as users get it: built, served by the broadcaster, in a real Chromium. */

const closing: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

const truth = (i: number): number => Math.sin(i / 10)

function teach(model: Model, first: number, count: number): void {
  const samples = Array.from({ length: count }, (_, k) => ({
    x: [truth(first + k - 1), truth(first + k - 2)],
    y: truth(first + k),
  }))
  from(samples)
    .pipe(forward(model), loss(squaredError()), backward(), update(sgd({ learningRate: 0.05 })))
    .subscribe()
}

async function trainer(port = 0) {
  const model = createModel({ input: 2, layers: [dense(12), tanh(), dense(6), tanh(), dense(1)], seed: 3 })
  teach(model, 0, 2000)
  const broadcaster = await createBroadcaster({ port })
  closing.push(() => broadcaster.close())
  const recent = Array.from({ length: 120 }, (_, k) => 2000 + k)
  const about = () => ({
    samples: model.steps,
    metrics: { mae: 0.12 },
    baselines: { lastTarget: { mae: 0.2 } },
    live: {
      names: ['one ago', 'two ago'],
      x: [0.5, 0.25],
      truth: recent.map(truth),
      prediction: recent.map((i) => model.predict([truth(i - 1), truth(i - 2)])[0] ?? 0),
      everyMs: 100,
      loss: 0.5,
      samplesPerSecond: 10,
      drift: [1500, 1800],
      gradientNorms: Object.fromEntries(model.layout.map(({ name }, at) => [name, 10 ** -at])),
    },
  })
  const publication = broadcaster.publish('sine', model, { everyMs: 60_000, about })
  return { model, broadcaster, publication }
}

const text = (page: Page, id: string): Promise<string> =>
  page
    .locator(`#${id}`)
    .textContent()
    .then((content) => content ?? '')

describeInChromium('the page', () => {
  it('shows what the trainer has, predicts what it predicts, and finds a restarted trainer again', async () => {
    const { model, broadcaster, publication } = await trainer()
    const { page, errors } = await openPage()
    const foreign: string[] = []
    page.on('request', (request) => {
      if (
        !request.url().startsWith(broadcaster.url.replace('http', '')) &&
        !request.url().includes(`:${broadcaster.port}`)
      )
        foreign.push(request.url())
    })
    await page.goto(broadcaster.url)
    await expect.poll(() => text(page, 'version')).toBe('1')
    expect(await text(page, 'name')).toBe('sine')
    expect(await text(page, 'samples')).toBe('2,000')
    expect(await text(page, 'status')).toBe('live')
    expect(await text(page, 'verdict')).toBe('mae, 40 % below lastTarget')
    expect(await text(page, 'drifts')).toBe('2 drifts')
    const predicted = (x: number[]): string => (model.predict(x)[0] ?? 0).toPrecision(3)
    expect(await text(page, 'answer')).toBe(predicted([0.5, 0.25]))
    expect(await page.locator('#weights canvas').count()).toBe(3)
    expect(await page.locator('#activations canvas').count()).toBe(5)
    expect(await page.locator('#gradients .bar').count()).toBe(6)
    mkdirSync('coverage', { recursive: true })
    await page.setViewportSize({ width: 1280, height: 1400 })
    await page.screenshot({ path: 'coverage/page.png' })

    // A program subscribed to the same trainer holds the same state.
    const inNode = await firstValueFrom(subscribeToModel(broadcaster.url))
    const hash = inNode.hash.toString(16).padStart(16, '0')
    expect([inNode.version, hash]).toEqual([1, await page.locator('#version').getAttribute('data-hash')])

    await page.locator('#sliders input').first().fill('-1')
    await expect.poll(() => text(page, 'answer')).toBe(predicted([-1, 0.25]))
    teach(model, 2000, 50)
    publication.publishNow()
    await expect.poll(() => text(page, 'version')).toBe('2')
    expect(await text(page, 'samples')).toBe('2,050')
    expect(await text(page, 'answer')).toBe(predicted([-1, 0.25]))

    await page.locator('#pause').click()
    publication.publishNow()
    await page.waitForTimeout(300)
    expect(await text(page, 'version')).toBe('2')
    await page.locator('#pause').click()
    await expect.poll(() => text(page, 'version')).toBe('3')

    const { port } = broadcaster
    await broadcaster.close()
    await expect.poll(() => text(page, 'status')).toBe('connection lost, trying again')
    const next = await trainer(port)
    teach(next.model, 0, 7)
    next.publication.publishNow()
    await expect.poll(() => text(page, 'samples'), { timeout: 15_000 }).toBe('2,007')
    expect(await text(page, 'status')).toBe('live')
    expect(errors.filter((message) => !message.includes('WebSocket'))).toEqual([])
    expect(foreign).toEqual([])
  })

  it('shows what a learner does without being told: pairs, errors, a drift, and asks it about records', async () => {
    const learner = createLearner({ task: 'classification', onDrift: { detector: ddm(), action: 'notify' } })
    const broadcaster = await createBroadcaster({ port: 0 })
    closing.push(() => broadcaster.close())
    const publication = broadcaster.publish('shapes', learner, { everyMs: 60_000 })
    const { next } = createRandom(1)
    const shapes = ['circle', 'square', 'star']
    const learnSome = (count: number, turn: number): void => {
      for (let i = 0; i < count; i++) {
        const [corners, colour] = [Math.floor(next() * 3), next() < 0.5 ? 'red' : 'blue']
        learner.learn({ x: { corners, colour, big: next() < 0.5 }, y: shapes[(corners + turn) % 3] ?? '' })
      }
    }
    learnSome(1500, 0)
    publication.publishNow()
    const { page, errors } = await openPage()
    await page.goto(broadcaster.url)
    await expect.poll(() => text(page, 'samples')).toBe('1,500')
    expect(await text(page, 'verdict')).toMatch(/^share of errors, (9\d|100) % below (majority|lastLabel)$/)
    expect(await page.locator('#sliders input').count()).toBe(1)
    expect(await page.locator('#sliders select').count()).toBe(2)
    await page.locator('#sliders input').fill('0')
    await expect.poll(() => text(page, 'answer')).toMatch(/^circle \d+ % of 3 classes$/)
    await page.locator('#sliders input').fill('2')
    await expect.poll(() => text(page, 'answer')).toMatch(/^star/)
    learnSome(400, 1)
    publication.publishNow()
    await expect.poll(() => text(page, 'drifts')).toMatch(/^\d drifts?$/)
    expect(errors).toEqual([])
  })

  it('fits a phone, dark, and can be used by keyboard', async () => {
    const { broadcaster } = await trainer()
    const { page } = await openPage()
    await page.setViewportSize({ width: 390, height: 844 })
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(broadcaster.url)
    await expect.poll(() => text(page, 'version')).toBe('1')
    await page.waitForTimeout(200)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    mkdirSync('coverage', { recursive: true })
    await page.screenshot({ path: 'coverage/phone.png' })
    await page.locator('#pause').focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('#pause').getAttribute('aria-pressed')).toBe('true')
  })

  it('shows the model that is chosen, of several', async () => {
    const { broadcaster } = await trainer()
    const other = createModel({ input: 2, layers: [dense(5), tanh(), dense(1)], seed: 9 })
    broadcaster.publish('other', other, { everyMs: 60_000 })
    const { page, errors } = await openPage()
    await page.goto(broadcaster.url)
    await expect.poll(() => page.locator('#model option').count()).toBe(2)
    await page.selectOption('#model', 'other')
    await expect.poll(() => text(page, 'name')).toBe('other')
    expect(await page.locator('#weights canvas').count()).toBe(2)
    await page.selectOption('#model', 'sine')
    await expect.poll(() => text(page, 'name')).toBe('sine')
    expect(await page.locator('#weights canvas').count()).toBe(3)
    expect(errors).toEqual([])
  })
})

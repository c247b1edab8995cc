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
import { type BroadcasterOptions, createBroadcaster } from 'eddy/node'
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

  const publishRecords = async (options: BroadcasterOptions = {}) => {
    const learner = createLearner({ task: 'regression' })
    const broadcaster = await createBroadcaster({ port: 0, ...options })
    closing.push(() => broadcaster.close())
    const publication = broadcaster.publish('records', learner, { everyMs: 60_000 })
    const learnOne = (x: Readonly<Record<string, number | string | null>>, y: number): void => {
      learner.learn({ x, y })
      publication.publishNow()
    }
    learnOne({ size: 1, colour: 'red', weight: 0.5 }, 1)
    return { broadcaster, learnOne }
  }

  it('says which model it shows, by whatever way it came to it, and lets go of it again', async () => {
    const { broadcaster } = await trainer()
    const other = createModel({ input: 2, layers: [dense(5), tanh(), dense(1)], seed: 9 })
    broadcaster.publish('other', other, { everyMs: 60_000 })
    const { page } = await openPage()
    const chosen = (): Promise<string> => page.locator('#model').inputValue()
    await page.goto(`${broadcaster.url}/?model=other`)
    await expect.poll(() => text(page, 'name')).toBe('other')
    expect(await chosen()).toBe('other')
    await page.locator('#model').focus()
    await page.keyboard.press('Home')
    await expect.poll(() => text(page, 'name')).toBe('sine')
    expect(await chosen()).toBe('sine')
    await page.keyboard.press('End')
    await expect.poll(() => text(page, 'name')).toBe('other')
    expect(await chosen()).toBe('other')
    await page.goto(`${broadcaster.url}/?model=nosuch`)
    await expect.poll(() => page.locator('#model option').count()).toBe(2)
    expect(await chosen()).toBe('')
    await page.selectOption('#model', 'sine')
    await expect.poll(() => text(page, 'name')).toBe('sine')
  })

  it('asks for a token where one is wanted, and keeps it out of the address', async () => {
    const { broadcaster } = await publishRecords({ authorize: ({ token }) => token === 'sesame' })
    const { page } = await openPage()
    await page.goto(`${broadcaster.url}/?model=records`)
    await expect
      .poll(() => text(page, 'refusal'))
      .toBe("This broadcaster wants a token: no right to subscribe to 'records'.")
    expect(await text(page, 'status')).toBe('refused')
    const give = async (token: string): Promise<void> => {
      await page.locator('#token').fill(token)
      await page.keyboard.press('Enter')
    }
    await give('wrong')
    await expect.poll(() => text(page, 'refusal')).toMatch(/^This broadcaster refuses that token/)
    expect(await page.locator('#token').inputValue()).toBe('')
    await give('sesame')
    await expect.poll(() => text(page, 'name')).toBe('records')
    expect(await page.locator('#access').isVisible()).toBe(false)
    expect(page.url()).not.toContain('sesame')
    await page.reload()
    await expect.poll(() => text(page, 'name')).toBe('records')
  })

  it('keeps what is held, what can be chosen and the focus, while values come and go', async () => {
    const { broadcaster, learnOne } = await publishRecords()
    const { page, errors } = await openPage()
    await page.goto(broadcaster.url)
    await expect.poll(() => text(page, 'version')).toBe('1')
    const size = page.locator('#sliders input').first()
    await size.focus()
    await size.fill('1.5')
    learnOne({ size: null, colour: 'blue', weight: 0.25 }, 2)
    await expect.poll(() => text(page, 'version')).toBe('2')
    learnOne({ size: 3, weight: null, extra: 1 }, 3)
    await expect.poll(() => text(page, 'version')).toBe('3')
    expect(await size.inputValue()).toBe('1.5')
    expect(await page.evaluate('document.activeElement === document.querySelector("#sliders input")')).toBe(true)
    expect(await page.locator('#sliders select option').allTextContents()).toEqual(['red', 'blue'])
    expect(await page.locator('#sliders output').allTextContents()).toEqual(['1.50', '', 'missing', '1.00'])
    await page.locator('#reset').click()
    expect(await size.inputValue()).toBe('3')
    expect(errors).toEqual([])
  })

  it('costs the trainer nothing once it was hidden for a while, and is current again when it is shown', async () => {
    const { broadcaster, learnOne } = await publishRecords()
    const { page } = await openPage()
    await page.goto(broadcaster.url)
    await expect.poll(() => text(page, 'version')).toBe('1')
    const show = (visibility: string): Promise<unknown> =>
      page.evaluate(`Object.defineProperty(document, 'visibilityState', { value: '${visibility}', configurable: true });
        document.dispatchEvent(new Event('visibilitychange'))`)
    const connections = async (): Promise<string | undefined> =>
      /^eddy_connections (\d+)/m.exec(await (await fetch(`${broadcaster.url}/metrics`)).text())?.[1]
    await show('hidden')
    await show('visible')
    await show('hidden')
    expect(await connections()).toBe('1')
    await expect.poll(connections, { timeout: 10_000 }).toBe('0')
    learnOne({ size: 2, colour: 'red', weight: 1 }, 2)
    expect(await text(page, 'version')).toBe('1')
    await show('visible')
    await expect.poll(() => text(page, 'version')).toBe('2')
    expect(await connections()).toBe('1')
  })

  it('says in a line why a panel has nothing to show', async () => {
    const broadcaster = await createBroadcaster({ port: 0 })
    closing.push(() => broadcaster.close())
    const wide = createLearner({ task: 'regression' })
    const publication = broadcaster.publish('wide', wide, { everyMs: 60_000 })
    for (let i = 0; i < 20; i++) wide.learn({ x: Array.from({ length: 80 }, (_, k) => truth(i + k)), y: [truth(i), 0] })
    publication.publishNow()
    broadcaster.publish('bare', createModel({ input: 2, layers: [dense(1)], seed: 1 }), { everyMs: 60_000 })
    const { page, errors } = await openPage()
    await page.goto(`${broadcaster.url}/?model=wide`)
    await expect.poll(() => text(page, 'whatif-why')).toMatch(/more fields than are sent along/)
    expect(await text(page, 'stream-what')).toBe('the first of 2 outputs, the last 19 samples')
    expect(await page.locator('#stream').isVisible()).toBe(true)
    expect(await page.locator('#whatif').isVisible()).toBe(false)
    await page.selectOption('#model', 'bare')
    await expect.poll(() => text(page, 'stream-why')).toMatch(/^A bare model tells no truth/)
    expect(await page.locator('.why:visible').count()).toBe(5)
    expect(errors).toEqual([])
  })
})

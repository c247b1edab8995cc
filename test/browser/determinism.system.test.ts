import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { Page } from 'playwright-core'
import { createModel, dense } from '../../src/index.js'
import { bundle, describeInChromium, openPage } from './chromium.js'

const training = new URL('../determinism/training.mjs', import.meta.url)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Trained {
  readonly kernels: string
  readonly sha256: string
}

/** Trains in a page; `before` runs there ahead of the script. */
async function trainInPage(optimizer: string, kernels: string, before?: string): Promise<Trained> {
  const { page, errors } = await openPage()
  if (before) await page.evaluate(before)
  await page.addScriptTag({ content: await bundle(training, 'training') })
  const { bytes, ...rest } = await run(page, `${JSON.stringify(optimizer)}, ${JSON.stringify(kernels)}`)
  expect(errors).toEqual([])
  await page.close()
  return { kernels: rest.kernels, sha256: sha256(Uint8Array.from(bytes)) }
}

const run = (page: Page, args: string): Promise<{ kernels: string; bytes: number[] }> =>
  page.evaluate(
    `(() => { const { kernels, bytes } = training.trainedBytes(${args}); return { kernels, bytes: Array.from(bytes) } })()`,
  )

async function trainInNode(optimizer: string): Promise<string> {
  const script = await bundle(training, 'training')
  const { trainedBytes } = new Function(`${script}; return training`)() as {
    trainedBytes: (optimizer: string, kernels: string) => { bytes: Uint8Array }
  }
  return sha256(trainedBytes(optimizer, 'simd').bytes)
}

describeInChromium('training in Chromium', () => {
  it.each(['sgd', 'adam'])(
    '%s leaves the same bits as in Node: SIMD, the twin, and without WebAssembly',
    async (optimizer) => {
      const wanted = await trainInNode(optimizer)
      expect(await trainInPage(optimizer, 'simd')).toEqual({ kernels: 'simd', sha256: wanted })
      expect(await trainInPage(optimizer, 'reference')).toEqual({ kernels: 'reference', sha256: wanted })
      expect(await trainInPage(optimizer, 'simd', 'delete globalThis.WebAssembly')).toEqual({
        kernels: 'reference',
        sha256: wanted,
      })
    },
  )

  it('runs its twin on a page whose Content-Security-Policy forbids to compile', async () => {
    const { page } = await openPage()
    const script = await bundle(training, 'training')
    await page.route('http://eddy.test/', (route) =>
      route.fulfill({
        contentType: 'text/html',
        headers: { 'content-security-policy': "script-src 'nonce-eddy'" },
        body: `<!doctype html><script nonce="eddy">${script}; document.title = training.trainedBytes('sgd', 'simd').kernels</script>`,
      }),
    )
    await page.goto('http://eddy.test/')
    expect(await page.title()).toBe('reference')
    await page.close()
  })
})

describe('without WebAssembly in Node', () => {
  it('the twin runs', async () => {
    vi.resetModules()
    vi.stubGlobal('WebAssembly', undefined)
    const fresh = await import('../../src/index.js')
    const model = fresh.createModel({ input: 2, layers: [fresh.dense(3)], seed: 1 })
    vi.unstubAllGlobals()
    expect(model.kernels).toBe('reference')
    const simd = createModel({ input: 2, layers: [dense(3)], seed: 1 })
    expect(simd.kernels).toBe('simd')
    expect(model.predict([1, 2])).toEqual(simd.predict([1, 2]))
  })
})

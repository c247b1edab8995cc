import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { bundle, describeInChromium, openPage } from './chromium.js'

const training = new URL('../determinism/training.mjs', import.meta.url)
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Trained {
  readonly kernels: string
  readonly sha256: string
}

/** Trains in a page; `before` runs there ahead of the script. */
async function trainInPage(optimizer: string, kernels: string | undefined, before?: string): Promise<Trained> {
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
    '%s leaves the same bits as in Node: SIMD, the twin, and what is chosen with and without WebAssembly',
    async (optimizer) => {
      const wanted = await trainInNode(optimizer)
      expect(await trainInPage(optimizer, 'simd')).toEqual({ kernels: 'simd', sha256: wanted })
      expect(await trainInPage(optimizer, 'reference')).toEqual({ kernels: 'reference', sha256: wanted })
      expect(await trainInPage(optimizer, undefined)).toEqual({ kernels: 'simd', sha256: wanted })
      expect(await trainInPage(optimizer, undefined, 'delete globalThis.WebAssembly')).toEqual({
        kernels: 'reference',
        sha256: wanted,
      })
    },
  )

  it('on a page whose policy forbids to compile runs the twin, or a module that was compiled in a worker', async () => {
    const { page } = await openPage()
    const script = await bundle(training, 'training')
    const policy = "script-src 'nonce-eddy'; worker-src 'self'"
    const worker = `onmessage = ({ data }) => postMessage(new WebAssembly.Module(data))`
    const asked = `
      const seen = []
      const tryWith = (kernels) => {
        try { seen.push(training.trainedBytes('sgd', kernels).kernels) } catch (error) { seen.push(error.code) }
      }
      tryWith(undefined)
      tryWith('simd')
      const worker = new Worker('/compile.js')
      worker.onmessage = ({ data }) => { tryWith(data); document.title = seen.join() }
      worker.postMessage(training.kernelBytes())
    `
    await page.route('http://eddy.test/**', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: worker })
        : route.fulfill({
            contentType: 'text/html',
            headers: { 'content-security-policy': policy },
            body: `<!doctype html><script nonce="eddy">${script};${asked}</script>`,
          }),
    )
    await page.goto('http://eddy.test/')
    await expect.poll(() => page.title()).toBe('reference,ERR_KERNELS,simd')
    await page.close()
  })
})

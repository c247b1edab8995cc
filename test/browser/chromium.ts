import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { build } from 'esbuild'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, describe } from 'vitest'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** EDDY_CHROMIUM, or the first Chromium on the PATH. */
function findChromium(): string | undefined {
  const { EDDY_CHROMIUM, PATH = '' } = process.env
  if (EDDY_CHROMIUM) return EDDY_CHROMIUM
  return PATH.split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(executable)
}

let browser: Promise<Browser> | undefined

const launch = (): Promise<Browser> =>
  (browser ??= chromium.launch({
    executablePath: findChromium() ?? 'chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  }))

/** A fresh page. What it logs as an error, or throws, is in `errors`. */
export async function openPage(): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const page = await (await launch()).newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  return { page, errors }
}

/** One script for a page: what `entry` exports is then `globalThis[name]`. Imports of 'eddy' are its source. */
export async function bundle(entry: URL, name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry.pathname],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: name,
    platform: 'browser',
    target: 'es2022',
    alias: { eddy: new URL('../../src/index.ts', import.meta.url).pathname },
  })
  const [file] = outputFiles
  if (!file) throw new Error(`esbuild wrote nothing for ${entry}`)
  return file.text
}

/** Tests that need Chromium. Where there is none: a failure in CI, elsewhere one line that says so. */
export function describeInChromium(name: string, body: () => void): void {
  const found = findChromium()
  if (found === undefined && !process.env.CI) {
    console.warn(`left out, no Chromium found (set EDDY_CHROMIUM to its path): ${name}`)
    describe.skipIf(true)(name, body)
    return
  }
  describe(name, () => {
    afterAll(async () => {
      await (await browser)?.close()
      browser = undefined
    })
    body()
  })
}

import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build as esbuild } from 'esbuild'
import { build as vite } from 'vite'
import { afterAll, describe, expect, it } from 'vitest'
import webpack from 'webpack'

/* The built package in bundles: a page that subscribes, without one warning, and a server that broadcasts, with its page. */

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = mkdtempSync(join(root, 'dist', 'bundlers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const page = join(folder, 'page.mjs')
writeFileSync(page, "import { subscribeToModel } from 'eddy/client'\nconsole.log(typeof subscribeToModel)\n")

const bundlers: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  esbuild: async () => {
    const { warnings } = await esbuild({ entryPoints: [page], bundle: true, write: false, logLevel: 'silent' })
    return warnings.map(({ text }) => text)
  },
  vite: async () => {
    const warnings: string[] = []
    await vite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: {
        write: false,
        chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
        rollupOptions: { input: page, onwarn: ({ message }) => void warnings.push(message) },
      },
    })
    return warnings
  },
  webpack: () =>
    new Promise((resolve, reject) => {
      webpack(
        { mode: 'development', devtool: false, entry: page, output: { path: join(folder, 'webpack') } },
        (error, stats) => {
          if (error || !stats) reject(error ?? new Error('webpack gave no statistics'))
          else resolve([...stats.compilation.warnings, ...stats.compilation.errors].map(({ message }) => message))
        },
      )
    }),
}

describe('a page with eddy/client', () => {
  it.each(Object.keys(bundlers))('is bundled by %s without a warning', async (name) => {
    expect(await bundlers[name]?.()).toEqual([])
  })
})

describe('a server with eddy/node', () => {
  it('serves its page from one bundled file', async () => {
    const entry = join(folder, 'server.mjs')
    writeFileSync(
      entry,
      `import { createBroadcaster } from 'eddy/node'
createBroadcaster({ port: 0 }).then(async (broadcaster) => {
  const response = await fetch(broadcaster.url)
  console.log(response.status, (await response.text()).includes('page.js'))
  await broadcaster.close()
})`,
    )
    const outfile = join(mkdtempSync(join(folder, 'alone-')), 'server.cjs')
    const { warnings } = await esbuild({
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      outfile,
      logLevel: 'silent',
    })
    expect(warnings).toEqual([])
    const { stdout } = await run(process.execPath, [outfile], { cwd: folder, timeout: 30_000 })
    expect(stdout.trim()).toBe('200 true')
  })
})

describe('source maps', () => {
  it('carry their sources', () => {
    const map = JSON.parse(readFileSync(join(root, 'dist/index.js.map'), 'utf8')) as {
      sourcesContent?: readonly string[]
    }
    expect(map.sourcesContent?.[0]).toContain('createLearner')
  })
})

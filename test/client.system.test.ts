import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import * as client from '../src/client.js'

describe('eddy/client', () => {
  it('is these names', () => {
    expect(Object.keys(client).sort()).toEqual(['EddyError', 'predictWith', 'pushSamples', 'subscribeToModel'])
  })

  it('takes at most 24 kB gzipped in a browser, besides RxJS; kernels come when a connection opens', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [new URL('../src/client.ts', import.meta.url).pathname],
      bundle: true,
      minify: true,
      splitting: true,
      format: 'esm',
      platform: 'browser',
      external: ['rxjs'],
      outdir: 'out',
      write: false,
      metafile: true,
    })
    const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint?.endsWith('src/client.ts'))
    const now = [
      entry?.[0],
      ...(entry?.[1].imports ?? []).filter(({ kind }) => kind === 'import-statement').map(({ path }) => path),
    ]
    const bytes = outputFiles
      .filter(({ path }) => now.some((name) => name !== undefined && path.endsWith(name)))
      .reduce((sum, { contents }) => sum + gzipSync(contents).byteLength, 0)
    expect(bytes).toBeGreaterThan(5000)
    expect(bytes).toBeLessThanOrEqual(24_000)
    expect(outputFiles.some(({ text }) => /from"node:|require\("/.test(text))).toBe(false)
  })
})

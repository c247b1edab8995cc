import { createContext, runInContext } from 'node:vm'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

/*
 * A host may lack what browsers have: jsdom has no TextDecoder, a worklet no timers. Importing the package must need nothing but the
 * language, so each entry is run in a realm that has only that.
 */

describe('importing the package in a realm without any host object', () => {
  it.each(['index', 'client'])('%s', async (entry) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`../../src/${entry}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'eddy',
      platform: 'browser',
      target: 'es2022',
    })
    const realm = createContext({})
    runInContext(outputFiles[0]?.text ?? '', realm)
    expect(Object.keys(realm['eddy'] as object)).toContain('EddyError')
  })
})

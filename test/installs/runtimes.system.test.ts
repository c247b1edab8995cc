import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/* The built package under Bun and Deno: every entry by `import` and by `require`, and the command with the same bits as in Node. */

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const eddy = join(root, 'dist/cli/eddy.js')
const entries = ['eddy', 'eddy/node', 'eddy/client']

interface Runtime {
  readonly name: string
  readonly command: string
  readonly script: readonly string[]
}

/** EDDY_BUN and EDDY_DENO name the programs where they are not on the PATH. */
const runtimes: readonly Runtime[] = [
  { name: 'Bun', command: process.env['EDDY_BUN'] ?? 'bun', script: ['run'] },
  { name: 'Deno', command: process.env['EDDY_DENO'] ?? 'deno', script: ['run', '-A'] },
]

const folder = mkdtempSync(join(root, 'dist', 'runtimes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const table = join(mkdtempSync(join(tmpdir(), 'eddy-runtimes-')), 'data.csv')

beforeAll(() => {
  const rows = Array.from({ length: 300 }, (_, i) => `${i % 17},${['red', 'blue'][i % 2]},${(i % 17) * 2 - (i % 2)}`)
  writeFileSync(table, `a,color,y\n${rows.join('\n')}\n`)
})

async function trained(command: string, script: readonly string[]): Promise<unknown> {
  const { stdout } = await run(command, [...script, eddy, 'train', table, '--target', 'y', '--json'], { cwd: root })
  const { parametersSha256, samples } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
  return { parametersSha256, samples }
}

for (const { name, command, script } of runtimes) {
  const missing = spawnSync(command, ['--version']).status !== 0
  if (missing && !process.env['CI'])
    console.warn(`skipped, no ${name} found (set EDDY_${name.toUpperCase()} to its path)`)
  describe.skipIf(missing && !process.env['CI'])(`${name}${missing ? ': not found' : ''}`, () => {
    it.each(entries)('imports and requires %s', async (entry) => {
      const file = join(folder, `${entry.replace('/', '-')}-${name}.mjs`)
      writeFileSync(
        file,
        `import { createRequire } from 'node:module'
import * as imported from '${entry}'
const required = createRequire(import.meta.url)('${entry}')
console.log(Object.keys(imported).join() === Object.keys(required).filter((name) => name in imported).join(), typeof required.EddyError)`,
      )
      const { stdout } = await run(command, [...script, file], { cwd: root })
      expect(stdout.trim()).toMatch(/^true (function|undefined)$/)
    })

    it('trains to the same bits as Node by the command', async () => {
      expect(await trained(command, script)).toEqual(await trained(process.execPath, []))
    })
  })
}

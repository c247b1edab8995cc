import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/*
 * Every TypeScript snippet of the README is a program: written to a file inside the package, so that it can import
 * 'eddy' by name, and run against the build.
 */

const root = fileURLToPath(new URL('../', import.meta.url))
const folder = `${root}dist/readme-snippets/`
const run = promisify(execFile)
const readme = await readFile(`${root}README.md`, 'utf8')
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

beforeAll(async () => {
  if (!existsSync(`${root}dist/index.js`)) throw new Error('the README runs against the build: npm run build')
  await mkdir(folder, { recursive: true })
  await Promise.all(snippets.map((code, index) => writeFile(`${folder}${index + 1}.ts`, code)))
  await build({
    entryPoints: snippets.map((_, index) => `${folder}${index + 1}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    target: 'node20',
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('README.md', () => {
  it('has programs', () => {
    expect(snippets.length).toBeGreaterThan(0)
  })

  it.each(snippets.map((_, index) => index + 1))('program %i runs and says something', async (index) => {
    const { stdout, stderr } = await run(process.execPath, [`${folder}${index}.mjs`], { cwd: root, timeout: 50_000 })
    expect(stderr).toBe('')
    expect(stdout.trim()).not.toBe('')
  })

  it('names no npm script that is not there', async () => {
    const { scripts } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { readonly scripts: object }
    const named = [...readme.matchAll(/npm (?:run )?(start|test|bench|examples|lint|[a-z]+ --)/g)].map(
      (match) => match[1] ?? '',
    )
    const missing = named
      .map((name) => name.replace(' --', ''))
      .filter((name) => !(name in scripts) && name !== 'install')
    expect(missing).toEqual([])
  })
})

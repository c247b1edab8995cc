import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/*
 * The programs of test/installs/types are compiled as a user's would be: the built package lies in node_modules, beside RxJS and the
 * types of Node alone, and declaration files are checked too. TypeScript 5.4 is the oldest that must do.
 */

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const project = mkdtempSync(join(tmpdir(), 'eddy-types-'))
const oldest = process.env['EDDY_TYPESCRIPT']
const compilers: readonly (readonly [name: string, folder: string | undefined])[] = [
  ['the newest TypeScript', join(root, 'node_modules/typescript')],
  ['TypeScript 5.4', oldest],
]

beforeAll(() => {
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '@types'), { recursive: true })
  for (const name of ['rxjs', 'undici-types', '@types/node']) {
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  for (const name of ['dist', 'package.json'])
    cpSync(join(root, name), join(modules, 'eddy', name), { recursive: true })
  for (const folder of ['types', 'plainTypes'])
    cpSync(join(root, 'test/installs', folder), join(project, folder), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    lib: ['ES2022', 'DOM'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    preserveSymlinks: true,
    noEmit: true,
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['types'] }))
  const plain = { compilerOptions: { ...compilerOptions, types: [] }, include: ['plainTypes'] }
  writeFileSync(join(project, 'tsconfig.plain.json'), JSON.stringify(plain))
})
afterAll(() => rmSync(project, { recursive: true }))

describe("a user's program", () => {
  for (const [name, folder] of compilers) {
    const missing = folder === undefined || !existsSync(folder)
    if (missing && !process.env['CI']) console.warn(`skipped, ${name} not found (set EDDY_TYPESCRIPT to its folder)`)
    const errorsOf = (config: string): Promise<string> =>
      run(process.execPath, [join(folder ?? '', 'bin/tsc'), '-p', join(project, config)]).then(
        () => '',
        ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }) => stdout + stderr,
      )
    it.skipIf(missing && !process.env['CI'])(`compiles with ${name}, declaration files checked`, async () => {
      expect(await errorsOf('tsconfig.json')).toBe('')
    })

    it.skipIf(missing && !process.env['CI'])(
      `compiles with ${name} for a page, without the types of Node`,
      async () => {
        expect(await errorsOf('tsconfig.plain.json')).toBe('')
      },
    )
  }
})

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/* `npm install eddy` runs no install script and builds nothing. */

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const manifest = (folder: string): Manifest => JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as Manifest

/** Where Node finds a package from a folder: in its own node_modules, or in one above. */
function locate(name: string, from: string): string {
  for (let folder = from; ; folder = folder.replace(/node_modules\/(?:@[^/]+\/)?[^/]+\/$/, '')) {
    if (existsSync(`${folder}node_modules/${name}/package.json`)) return `${folder}node_modules/${name}/`
    if (folder === root) throw new Error(`${name} is not installed`)
  }
}

function closure(folder: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(folder)) return seen
  seen.add(folder)
  const { dependencies, optionalDependencies } = manifest(folder)
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) closure(locate(name, folder), seen)
  return seen
}

it('no package that comes with eddy has an install script or native code', () => {
  const folders = [...closure(root)]
  expect(folders.length).toBeGreaterThan(3)
  const wrong = folders.filter(
    (folder) =>
      existsSync(`${folder}binding.gyp`) ||
      ['preinstall', 'install', 'postinstall'].some((script) => manifest(folder).scripts?.[script] !== undefined),
  )
  expect(wrong).toEqual([])
})

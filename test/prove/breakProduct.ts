import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** One place of what was built, and what is put there. */
export type Change = readonly [file: string, from: string, to: string]

const built = fileURLToPath(new URL('../../dist/', import.meta.url))
/** Under node_modules, so that packages are found from there. */
const cache = fileURLToPath(new URL('../../node_modules/.cache/eddy-prove/', import.meta.url))
let copies = 0

/** Removes them. */
export const clearBroken = (): Promise<void> => rm(cache, { recursive: true, force: true })

/**
 * A copy of the built product, with one place changed.
 *
 * @throws {Error} where the place isn't there, or there twice: the mutant is to be brought up to date
 * @returns where it is, as a URL
 */
export async function breakProduct(changes: readonly Change[]): Promise<string> {
  const copy = join(cache, `${process.pid}-${copies++}`)
  await rm(copy, { recursive: true, force: true })
  await mkdir(copy, { recursive: true })
  await cp(built, copy, { recursive: true, filter: (path) => !/\.(map|d\.ts)$/.test(path) })
  await writeFile(join(copy, 'package.json'), '{"type":"module"}')
  for (const change of changes) await put(copy, change)
  return `${pathToFileURL(copy).href}/`
}

async function put(copy: string, [file, from, to]: Change): Promise<void> {
  const path = join(copy, file)
  const parts = (await readFile(path, 'utf8')).split(from)
  if (parts.length !== 2) throw new Error(`${file} has '${from}' ${parts.length - 1} times: bring it up to date`)
  await writeFile(path, parts.join(to))
}

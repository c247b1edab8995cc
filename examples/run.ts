/* Runs every example, each in a process of its own, and prints a table. Fails if one is below its bar. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const examples = [
  'xor',
  'four-operators',
  'two-models',
  'boolean-functions',
  'parity',
  'symmetry',
  'digits',
  'iris-like',
  'drifting',
  'vitals',
  'live-feed',
  'hierarchy',
  'hierarchy-images',
  'image-features',
  'text',
  'forecast',
]
const wanted = process.argv.slice(2)
let failed = 0

for (const name of examples) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const begin = performance.now()
  const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [...process.execArgv, path], { encoding: 'utf8' })
  const seconds = ((performance.now() - begin) / 1000).toFixed(1)
  if (status !== 0) failed += 1
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${seconds.padStart(6)} s  ${stdout.trim() || stderr.trim()}`)
}

process.exitCode = failed === 0 ? 0 : 1

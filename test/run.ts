import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * `npm test`: runs Vitest with the arguments it is given. With `--slowest` it also prints how long each file took, the slowest
 * first.
 */

interface FileReport {
  readonly name: string
  readonly startTime: number
  readonly endTime: number
  readonly assertionResults: readonly unknown[]
}

const root = fileURLToPath(new URL('../', import.meta.url))
const slowest = process.argv.includes('--slowest')
const rest = process.argv.slice(2).filter((argument) => argument !== '--slowest')
const folder = mkdtempSync(join(tmpdir(), 'eddy-test-'))
const report = join(folder, 'report.json')
const reporters = slowest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : []

const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...rest], { cwd: root, stdio: 'inherit' })
if (slowest) printTimes(JSON.parse(readFileSync(report, 'utf8')).testResults as readonly FileReport[])
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1

function printTimes(files: readonly FileReport[]): void {
  const rows = files.map(({ name, startTime, endTime, assertionResults }) => ({
    seconds: (endTime - startTime) / 1000,
    line: `${relative(root, name)} (${assertionResults.length} tests)`,
  }))
  rows.sort((a, b) => b.seconds - a.seconds)
  console.log('\nseconds  file')
  for (const { seconds, line } of rows) console.log(`${seconds.toFixed(2).padStart(7)}  ${line}`)
}

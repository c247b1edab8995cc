/*
 * Runs every example, each in a process of its own, two at once, and prints what they reached beside what they had to.
 * Fails if one is below a bar, or says nothing. `npm run examples -- xor parity` runs those alone; with
 * `--data FOLDER` (MNIST's four files) the larger digits are judged too, which nothing else stands for.
 */
import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { concatMap, from, lastValueFrom, mergeMap, Observable, reduce } from 'rxjs'
import type { Result } from './experiment/report.js'
import { type Chosen, selection } from './selection.js'

interface Run {
  readonly name: string
  readonly results: readonly Result[]
  readonly seconds: number
  readonly code: number | null
  readonly said: string
}

/** One example in a process of its own. */
const run = ({ name, args }: Chosen): Observable<Run> =>
  new Observable((subscriber) => {
    const begin = performance.now()
    const results: Result[] = []
    let said = ''
    const child = fork(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), args, { silent: true })
    child.stdout?.on('data', (chunk) => (said += chunk))
    child.stderr?.on('data', (chunk) => (said += chunk))
    child.on('message', (result) => results.push(result as Result))
    child.on('close', (code) => {
      subscriber.next({ name, results, seconds: (performance.now() - begin) / 1000, code, said })
      subscriber.complete()
    })
    return () => child.kill()
  })

/** The lines of one example; true if all of it passed. */
function print({ name, results, seconds, code, said }: Run): boolean {
  const passed = code === 0 && results.some(({ judged = true }) => judged)
  console.log(`\n${name}  ${seconds.toFixed(1)} s  ${passed ? 'passed' : 'FAILED'}`)
  for (const { figure, bar, reached, passed: ok, judged = true } of results) {
    console.log(`  ${judged ? (ok ? 'ok  ' : 'FAIL') : '--  '}  ${figure}\n          ${reached}  (bar: ${bar})`)
  }
  if (!passed) console.log(said.trim().replace(/^/gm, '        '))
  return passed
}

let chosen: readonly Chosen[]
try {
  chosen = selection(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}
const begin = performance.now()
const failed = await lastValueFrom(
  from(chosen).pipe(
    mergeMap(run, Math.min(2, availableParallelism())),
    concatMap((done) => [print(done)]),
    reduce((count, passed) => count + (passed ? 0 : 1), 0),
  ),
)
console.log(`\n${chosen.length} examples, ${failed} failed, ${((performance.now() - begin) / 1000).toFixed(0)} s`)
process.exitCode = failed === 0 ? 0 : 1

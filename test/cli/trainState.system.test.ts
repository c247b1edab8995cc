import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/index.js'

/* The command as it is built, killed with SIGKILL: nothing of it runs on to tidy up. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-kill-'))
afterAll(() => rmSync(folder, { recursive: true }))
const eddy = fileURLToPath(new URL('../../dist/cli/eddy.js', import.meta.url))

/** Kills of each run; `EDDY_KILLS=10` for more. `npm run prove` kills some hundred times. */
const KILLS = Number(process.env['EDDY_KILLS'] ?? 3)
const ROWS = Math.max(3000 * KILLS, 30_000)

interface Ended {
  readonly killed: boolean
  readonly err: string
  readonly last: Readonly<Record<string, unknown>>
}

/** Runs to its end, or is killed so long after so many reports. */
function train(args: readonly string[], kill?: { readonly reports: number; readonly ms: number }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [eddy, 'train', ...args, '--target', 'y', '--json'])
    let [out, err] = ['', '']
    const end = (): void => void setTimeout(() => child.kill('SIGKILL'), kill?.ms)
    if (kill?.reports === 0) end()
    let armed = kill !== undefined && kill.reports > 0
    child.stdout.on('data', (text: Buffer) => {
      out += String(text)
      if (!armed || out.split('"type":"report"').length <= (kill?.reports ?? 0)) return
      armed = false
      end()
    })
    child.stderr.on('data', (text: Buffer) => {
      err += String(text)
    })
    child.on('error', reject)
    child.on('close', (_, signal) => {
      const lines = out.trim().split('\n')
      const last = signal ? {} : (JSON.parse(lines.at(-1) || '{}') as Ended['last'])
      resolve({ killed: signal === 'SIGKILL', err, last })
    })
  })
}

const { next, normal } = createRandom(11)
const rows = Array.from({ length: ROWS }, (_, i) => {
  const [a, b] = [normal(), normal()]
  const color = ['red', 'green', 'blue'][Math.floor(next() * 3)]
  const row = `${a.toFixed(4)},${i % 97 === 0 ? '' : b.toFixed(4)},${i % 7 === 0 ? `"${color}"` : color}`
  // Some are too short, some of the wrong type, some go over two lines.
  if (i % 501 === 13) return i % 2 ? row : `${a},what,${color},1`
  if (i % 333 === 1) return `${a.toFixed(4)},1,"two\nlines",0`
  return `${row},${(a * b + (color === 'red' ? 1 : -1) + 0.1 * normal()).toFixed(4)}`
})
const text = `a,b,color,y\n${rows.join('\n')}\n`
const ndjson = rows
  .map((row) => {
    const [a, b, color, y] = row.replace('\n', ' ').split(',')
    return b === 'what'
      ? '{"a": 1,'
      : JSON.stringify({ a: Number(a), b: b === '' ? null : Number(b), color, ...(y ? { y: Number(y) } : {}) })
  })
  .join('\n')

const inputs: readonly (readonly [name: string, bytes: string | Uint8Array])[] = [
  ['data.csv', text],
  ['data.csv.gz', gzipSync(text)],
  ['data.ndjson', ndjson],
]

describe('eddy train --state', () => {
  it.each(inputs)(
    'killed at any moment, ends as if it never had been: %s',
    { timeout: 600_000 },
    async (name, bytes) => {
      const path = join(folder, name)
      writeFileSync(path, bytes)
      const state = join(folder, `state of ${name}`)
      const undisturbed = await train([path])
      expect(undisturbed.last['samples']).toBeGreaterThan(0.9 * ROWS)
      const { next: dice } = createRandom(Number(process.env['EDDY_SEED'] ?? 1))
      const args = [path, '--state', state, '--checkpoint-every', '300']
      const begins = new Set<string>()
      let kills = 0
      while (kills < KILLS) {
        // The third kill of four comes at once, the others while it learns.
        const reports = kills % 4 === 2 ? 0 : 1 + Math.floor(dice() * 3)
        const { killed, err } = await train(args, { reports, ms: Math.floor(dice() * 150) })
        if (!killed) break
        kills += 1
        begins.add(/after row (\d+)/.exec(err)?.[1] ?? '0')
      }
      expect(kills).toBe(KILLS)
      expect(begins.size).toBeGreaterThan(KILLS / 3)
      const ended = await train(args)
      const { metrics, baselines, samples, rejected, parametersSha256 } = undisturbed.last
      const figures = { metrics, baselines, samples, rejected, parametersSha256 }
      expect(ended.last).toMatchObject(figures)
      expect(ended.err).toMatch(/going on after row \d+/)
      const again = await train(args)
      expect(again.last).toMatchObject(figures)
      expect(again.err).toContain('was learned to its end before: nothing new')
      expect(readdirSync(state).filter((file) => file.endsWith('.tmp'))).toEqual([])
    },
  )
})

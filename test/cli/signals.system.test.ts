import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstValueFrom, type Subscription, take } from 'rxjs'
import { subscribeToModel } from '../../src/client.js'
import { createModel, dense } from '../../src/index.js'
import { loadSnapshot, saveSnapshot } from '../../src/node.js'
import { eddy, type RunningEddy, runEddy } from './runEddy.js'

/* Every signal at every moment of every command: it ends soon, and what was learned is told and kept. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-signals-'))
const at = (name: string): string => join(folder, name)
const fifo = (name: string): string => {
  execFileSync('mkfifo', [at(name)])
  return at(name)
}
const rows = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, i) => `${from + i},${(from + i) % 7},${(from + i) % 2 ? 'yes' : 'no'}\n`).join('')
const HEADER = 'a,b,y\n'

/** Subscribers that stay. */
const watching: Subscription[] = []

/** A server that takes connections and never says a word. */
let silent: Server
let silentPort = 0

beforeAll(async () => {
  writeFileSync(at('long.csv'), HEADER + rows(300_000))
  writeFileSync(at('short.csv'), HEADER + rows(300))
  await saveSnapshot(at('m.eddy'), createModel({ input: 2, layers: [dense(1)] }))
  silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  silentPort = (silent.address() as AddressInfo).port
})
afterAll(() => {
  for (const each of watching) each.unsubscribe()
  silent.close()
  rmSync(folder, { recursive: true })
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Moment {
  readonly what: string
  /** Starts it, and resolves when it is at that moment. */
  readonly reach: (signal: string) => Promise<RunningEddy>
  /** Whether something was learned by then. */
  readonly learned: boolean
  /** A command that keeps nothing ends by the signal itself. */
  readonly killed?: boolean
}

const started = async (
  args: readonly string[],
  wait: (running: RunningEddy) => Promise<unknown>,
): Promise<RunningEddy> => {
  const running = runEddy(args)
  await wait(running)
  return running
}
const waiting = (args: readonly string[]): Promise<RunningEddy> =>
  started(args, ({ printed }) => printed('waiting for'))
/** Lines are learned within a second. */
const fed = async (args: readonly string[], text: string): Promise<RunningEddy> => {
  const running = await waiting(args)
  running.child.stdin.write(text)
  await pause(1000)
  return running
}
/** Nothing is printed while these wait. */
const silently = (args: readonly string[]): Promise<RunningEddy> => started(args, () => pause(1500))

const moments: readonly Moment[] = [
  {
    what: 'train, opening a pipe that nobody writes to',
    learned: false,
    reach: (s) => waiting(['train', fifo(`empty${s}`), '--target', 'y']),
  },
  {
    what: 'train, opening an address that never answers',
    learned: false,
    reach: () => waiting(['train', `http://127.0.0.1:${silentPort}/x.csv`, '--target', 'y']),
  },
  { what: 'train, waiting on stdin', learned: false, reach: () => waiting(['train', '-', '--target', 'y']) },
  {
    what: 'train, waiting on stdin with --state',
    learned: false,
    reach: (s) => waiting(['train', '-', '--target', 'y', '--state', at(`none${s}`)]),
  },
  {
    what: 'train, after the header',
    learned: false,
    reach: () => fed(['train', '-', '--target', 'y', '--json'], HEADER),
  },
  {
    what: 'train, after some rows of a pipe',
    learned: true,
    reach: () => fed(['train', '-', '--target', 'y', '--json'], HEADER + rows(50)),
  },
  {
    what: 'train, within a row of a pipe',
    learned: true,
    reach: (s) =>
      fed(['train', '-', '--target', 'y', '--json', '--save', at(`part${s}.eddy`)], `${HEADER}${rows(50)}51,1,y`),
  },
  {
    what: 'train, after some rows of a pipe with --state',
    learned: true,
    reach: (signal) =>
      fed(['train', '-', '--target', 'y', '--json', '--state', at(`pipe${signal}`)], HEADER + rows(50)),
  },
  {
    what: 'train, while somebody watches the page',
    learned: true,
    reach: async () => {
      const running = await started(
        ['train', at('short.csv'), '--target', 'y', '--json', '--serve', '0'],
        ({ printed }) => printed('the page stays open'),
      )
      const [, address = ''] = /watch it at http(\S+)/.exec(running.errSoFar()) ?? []
      await firstValueFrom(subscribeToModel(`ws${address}`).pipe(take(1)))
      watching.push(subscribeToModel(`ws${address}`).subscribe())
      return running
    },
  },
  {
    what: 'train, in the middle of a file',
    learned: true,
    reach: (s) =>
      started(['train', at('long.csv'), '--target', 'y', '--json', '--state', at(`state${s}`)], ({ printed }) =>
        printed('"report"'),
      ),
  },
  {
    what: 'train, while the page stays open',
    learned: true,
    reach: () =>
      started(['train', at('short.csv'), '--target', 'y', '--json', '--serve', '0'], ({ printed }) =>
        printed('the page stays open'),
      ),
  },
  {
    what: 'watch, connecting',
    learned: false,
    killed: false,
    reach: () => started(['watch', `ws://127.0.0.1:${silentPort}`], ({ printed }) => printed('connecting')),
  },
  {
    what: 'predict, connecting',
    learned: false,
    killed: true,
    reach: () => silently(['predict', `ws://127.0.0.1:${silentPort}`, at('short.csv'), '--wait', '60']),
  },
  {
    what: 'predict, waiting on stdin',
    learned: false,
    killed: true,
    reach: () => silently(['predict', at('m.eddy'), '-']),
  },
  {
    what: 'demo',
    learned: false,
    killed: false,
    reach: () => started(['demo', '--port', '0', '--json'], ({ printed }) => printed('"start"')),
  },
]

const signals = ['SIGINT', 'SIGTERM'] as const

describe.skipIf(process.platform === 'win32').each(signals)('%s', (signal) => {
  it.concurrent.each(moments)('ends eddy $what', { timeout: 60_000 }, async ({ what, reach, learned, killed }) => {
    const running = await reach(signal)
    const begin = performance.now()
    running.child.kill(signal)
    const { code, signal: by, out, err } = await running.ended
    expect(performance.now() - begin).toBeLessThan(5000)
    expect(err).not.toMatch(/\n {4}at |node:/)
    if (killed !== undefined) expect([code, by]).toEqual(killed ? [null, signal] : [0, null])
    else {
      expect([code, by]).toEqual([learned ? 0 : 1, null])
      if (!learned)
        expect(err).toMatch(
          /^(.*\n)?eddy train: nothing was learned from \S+: it was stopped before a row came \[ERR_NOTHING_LEARNED\]\n$/,
        )
    }
    const last = JSON.parse(out.trim().split('\n').at(-1) || '{}') as Readonly<Record<string, unknown>>
    if (learned) expect(last).toMatchObject({ type: 'result', rejected: 0, metrics: { accuracy: expect.any(Number) } })
    if (what.includes('of a pipe')) expect(last['samples']).toBe(50)
    if (what.includes('with --state')) {
      if (learned) expect((await loadSnapshot(at(`pipe${signal}`))).about.samples).toBe(50)
    }
    if (what.includes('within a row')) expect((await loadSnapshot(at(`part${signal}.eddy`))).about.samples).toBe(50)
    if (what.includes('of a file'))
      expect((await loadSnapshot(at(`state${signal}`))).about.samples).toBe(last['samples'])
  })
})

describe.skipIf(process.platform === 'win32')('a second signal', () => {
  it('ends at once, whatever is still to be written', { timeout: 60_000 }, async () => {
    const args = [eddy, 'train', at('long.csv'), '--target', 'y', '--json', '--serve', '0']
    // Nobody reads its output, so the last lines can't be written.
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let err = ''
    child.stderr.on('data', (text: Buffer) => (err += String(text)))
    await expect.poll(() => err, { timeout: 50_000 }).toContain('the page stays open')
    const begin = performance.now()
    child.kill('SIGINT')
    setTimeout(() => child.kill('SIGINT'), 100)
    const by = await new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)))
    expect(by).toBe('SIGINT')
    expect(performance.now() - begin).toBeLessThan(900)
  })
})

import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  createWriteStream,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
  closeSync,
} from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createRandom } from '../../src/index.js'
import { fakeTerminal } from './fakeTerminal.js'
import { runEddy } from './runEddy.js'

/* Where rows come from: files that grow, pipes that trickle, addresses, and what is no table. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-input-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

const { normal } = createRandom(3)
const ROWS = Array.from({ length: 400 }, (_, i) => {
  const a = normal()
  return `${a.toFixed(4)},${i % 5},${a > 0 ? 'yes' : 'no'}`
})
const HEADER = 'a,b,y\n'
const whole = `${HEADER}${ROWS.join('\n')}\n`

interface Result {
  readonly samples: number
  readonly rejected: number
  readonly parametersSha256: string
  readonly metrics: Readonly<Record<string, number>>
}
const resultOf = (out: string): Result => JSON.parse(out.trimEnd().split('\n').at(-1) ?? '{}') as Result
const figuresOf = ({ samples, rejected, parametersSha256, metrics }: Result) => ({
  samples,
  rejected,
  parametersSha256,
  metrics,
})

async function train(args: readonly string[], stdin?: AsyncIterable<Uint8Array>) {
  const terminal = fakeTerminal(stdin ? { stdin } : {})
  const code = await main(['train', ...args, '--target', 'y', '--json'], terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

let expected: ReturnType<typeof figuresOf>
beforeAll(async () => {
  writeFileSync(at('whole.csv'), whole)
  expected = figuresOf(resultOf((await train([at('whole.csv')])).out))
  expect(expected.samples).toBe(400)
})

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('a table in a pipe', () => {
  it('is learned as the same table in a file is', async () => {
    const cut = async function* (size: number) {
      const bytes = Buffer.from(whole)
      for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
    }
    for (const size of [7, 1000, 1 << 20])
      expect(figuresOf(resultOf((await train(['-'], cut(size))).out))).toEqual(expected)
    const zipped = (async function* () {
      yield gzipSync(whole)
    })()
    expect(figuresOf(resultOf((await train(['-'], zipped)).out))).toEqual(expected)
  })

  it('may be NDJSON or an array of JSON, which its content shows', async () => {
    const objects = ROWS.map((row) => row.split(',')).map(([a, b, y]) => ({ a: Number(a), b: Number(b), y }))
    for (const text of [objects.map((object) => JSON.stringify(object)).join('\n'), JSON.stringify(objects)]) {
      const stdin = (async function* () {
        yield Buffer.from(text)
      })()
      expect(figuresOf(resultOf((await train(['-'], stdin)).out))).toEqual(expected)
    }
  })

  it('is learned within a second of each row', { timeout: 60_000 }, async () => {
    const { child, ended, printed } = runEddy(['train', '-', '--target', 'y', '--json', '--serve', '0'])
    const began = printed('watch it at')
    await began
    child.stdin.write(HEADER)
    for (let i = 0; i < 30; i++) child.stdin.write(`${ROWS[i]}\n`)
    await pause(1000)
    // What has come is learned before the signal: the signal adds nothing but the end.
    for (let i = 30; i < 35; i++) child.stdin.write(`${ROWS[i]}\n`)
    await pause(500)
    child.kill('SIGINT')
    const { code, out } = await ended
    expect([code, resultOf(out).samples]).toEqual([0, 35])
  })

  it.skipIf(process.platform === 'win32')('that has a name is opened once', { timeout: 60_000 }, async () => {
    const path = at('fifo')
    execFileSync('mkfifo', [path])
    const running = runEddy(['train', path, '--target', 'y', '--json'])
    const writer = createWriteStream(path)
    writer.end(whole)
    const { code, out, err } = await running.ended
    expect([code, err]).toEqual([0, ''])
    expect(figuresOf(resultOf(out))).toEqual(expected)
  })

  it.skipIf(process.platform === 'win32')('waits for the end of a row', { timeout: 60_000 }, async () => {
    const path = at('trickle')
    execFileSync('mkfifo', [path])
    const running = runEddy(['train', path, '--target', 'y', '--json'])
    const pipe = openSync(path, 'w')
    const middle = whole.indexOf('yes', 2000) + 1
    writeSync(pipe, whole.slice(0, middle))
    await pause(1500)
    writeSync(pipe, whole.slice(middle))
    closeSync(pipe)
    expect(figuresOf(resultOf((await running.ended).out))).toEqual(expected)
  })
})

describe('a table at an address', () => {
  let server: Server
  let requests = 0
  let address = ''
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests += 1
      if (request.url?.startsWith('/slow')) response.write(whole)
      else if (request.url?.startsWith('/none')) response.writeHead(404).end()
      else response.end(whole)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('is fetched once', async () => {
    expect(figuresOf(resultOf((await train([`${address}/whole.csv`])).out))).toEqual(expected)
    expect(requests).toBe(1)
  })

  it('that never ends is learned until ctrl-C', async () => {
    const terminal = fakeTerminal()
    const done = main(['train', `${address}/slow.csv`, '--target', 'y', '--json'], terminal)
    await pause(1500)
    terminal.interrupted$.next('SIGINT')
    expect(await done).toBe(0)
    expect(figuresOf(resultOf(terminal.out()))).toEqual(expected)
  })

  it('that is not there is one line', async () => {
    expect(await train([`${address}/none.csv`])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^eddy train: cannot fetch \S+: the server answers 404 Not Found \[ERR_FETCH\]\n$/),
    })
  })
})

describe('data that breaks off', () => {
  it('is learned until there, and that is said: a compressed file', async () => {
    const zipped = gzipSync(whole)
    writeFileSync(at('cut.csv.gz'), zipped.subarray(0, zipped.byteLength - 600))
    const { code, out, err } = await train([at('cut.csv.gz'), '--save', at('cut.eddy')])
    expect([code, err]).toEqual([
      0,
      'the compressed data is cut off or broken: unexpected end of file; what came before was learned\n' +
        `saved ${at('cut.eddy')}\n`,
    ])
    expect(resultOf(out).samples).toBeGreaterThan(100)
    expect(resultOf(out).samples).toBeLessThan(400)
  })

  it('is learned until there, and that is said: a connection', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-length': String(2 * whole.length) })
      response.write(whole, () => setTimeout(() => response.destroy(), 1200))
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const ran = await train([`http://127.0.0.1:${(server.address() as AddressInfo).port}/x.csv`])
    server.close()
    expect(ran.code).toBe(1)
    expect(ran.err).toMatch(/^eddy train: cannot fetch \S+: [^\n]+ \[ERR_FETCH\]\n$/)
    expect(figuresOf(resultOf(ran.out))).toEqual(expected)
  })
})

describe('a file that grows', () => {
  const cuts = [
    ['in the middle of a number', (row: string) => row.slice(0, 3)],
    ['after a comma', (row: string) => row.slice(0, row.indexOf(',') + 1)],
    ['in the middle of a label', (row: string) => row.slice(0, -1)],
    ['before the line end', (row: string) => row],
    ['at a line end', () => ''],
  ] as const

  it.each(cuts)('is learned as if it had been whole, where it was cut %s', async (what, begun) => {
    const path = at(`grows ${what}.csv`)
    const state = at(`state ${what}`)
    writeFileSync(path, `${HEADER}${ROWS.slice(0, 150).join('\n')}\n${begun(ROWS[150] ?? '')}`)
    const first = resultOf((await train([path, '--state', state])).out)
    expect([first.samples, first.rejected]).toEqual([150, 0])
    writeFileSync(path, whole)
    const second = await train([path, '--state', state])
    expect(second.err).toContain('going on after row 150')
    expect(figuresOf(resultOf(second.out))).toEqual(expected)
    appendFileSync(path, `${ROWS[0]}\n`)
    expect(resultOf((await train([path, '--state', state])).out).samples).toBe(401)
  })

  it('has a last row that is learned without --state, as it may never get its line end', async () => {
    writeFileSync(at('unended.csv'), whole.trimEnd())
    expect(figuresOf(resultOf((await train([at('unended.csv')])).out))).toEqual(expected)
  })
})

describe('what can not be learned', () => {
  const png = Buffer.from('\x89PNG\r\n\x1a\n0000000000000000', 'latin1')
  it.each([
    ['an empty file', '', 'ERR_EMPTY'],
    ['a header alone', HEADER, 'ERR_EMPTY'],
    ['blank lines', '\n\n\n', 'ERR_EMPTY'],
    ['a ZIP file', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(60)]), 'ERR_NOT_A_TABLE'],
    ['Parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(60), Buffer.from('PAR1')]), 'ERR_NOT_A_TABLE'],
    ['a PDF', '%PDF-1.7\n1 0 obj\n', 'ERR_NOT_A_TABLE'],
    ['an image', png, 'ERR_NOT_A_TABLE'],
    ['a page', '<!doctype html><html></html>', 'ERR_NOT_CSV'],
    ['rows without the target', 'a,b\n1,2\n', 'ERR_TARGET_COLUMN'],
    ['targets that are all missing', 'a,y\n1,\n2,NA\n', 'ERR_NOTHING_LEARNED'],
  ])('%s is one clear line and exit code 1', async (_, content, code) => {
    const path = at('refused.csv')
    writeFileSync(path, content)
    for (const more of [[], ['--save', at('never.eddy')], ['--state', at(`state of ${code}`)]]) {
      const ran = await train([path, ...more])
      expect(ran.code).toBe(1)
      expect(ran.err).toMatch(new RegExp(`^eddy train: [^\n]+ \\[${code}\\]\n$`))
      expect(ran.out).not.toContain('"result"')
    }
  })

  it('is told with the first reason', async () => {
    const path = at('unfit.csv')
    writeFileSync(path, 'a,y\n1,\n2,NA\n')
    expect((await train([path])).err).toBe(
      'eddy train: nothing was learned from ' +
        path +
        ': all 2 rows were set aside, the first because: expected a target y, got none (ERR_TARGET_MISSING) [ERR_NOTHING_LEARNED]\n',
    )
  })

  it.each([
    ['a folder', () => folder, 'ERR_NO_FILE'],
    ['a file that is not there', () => at('nowhere.csv'), 'ERR_NO_FILE'],
  ])('%s is one clear line', async (_, path, code) => {
    expect(await train([path()])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(new RegExp(`\\[${code}\\]\n$`)),
    })
  })
})

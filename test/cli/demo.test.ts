import { NEVER, of, Subject, throwError } from 'rxjs'
import { describe, expect, it } from 'vitest'
import { type DemoSources, demo } from '../../src/cli/demo/demo.js'
import { demoForm } from '../../src/cli/demo/demoForm.js'
import { UsageError } from '../../src/cli/flags/commandForm.js'
import { parseCommand } from '../../src/cli/flags/parseCommand.js'
import type { Terminal } from '../../src/cli/terminal/terminal.js'
import type { Vitals } from '../../src/sources/vitals.js'
import { readings, swing } from './fakeVitals.js'
import { fakeTerminal } from './fakeTerminal.js'

const serve = () =>
  Promise.resolve({ url: 'http://localhost:1', publish: () => undefined, close: () => Promise.resolve() })

const start = async (args: readonly string[], terminal: Terminal, sources?: DemoSources) =>
  demo(parseCommand(demoForm, args), terminal, sources)

/** Thirty seconds of readings on a terminal of some shape. */
async function run(args: readonly string[], shape = {}, count = 300) {
  const terminal = fakeTerminal(shape)
  const vitals$ = readings(count, () => terminal.pass(100))
  const code = await start(args, terminal, { vitals$, after: () => NEVER, serve })
  return { code, out: terminal.out(), lines: terminal.out().trimEnd().split('\n') }
}

describe('eddy demo over a pipe', () => {
  it('writes a plain line a second, and a summary', async () => {
    const { code, out, lines } = await run([])
    expect(code).toBe(0)
    expect(out).not.toContain('\x1b')
    expect(lines[0]).toContain('ctrl-C stops')
    expect(lines[1]).toBe('Watch it learn: http://localhost:1')
    expect(lines[2]).toMatch(/^1 s {2}cpu .*gathering$/)
    expect(lines[6]).toMatch(
      /^5 s {2}cpu [\d.]+% {2}in a second [\d.]+% {2}samples \d+ \([\d.]+\/s\) {2}loss [\d.]+ {2}error/,
    )
    expect(lines.filter((line) => /^\d+ s /.test(line))).toHaveLength(30)
    expect(out).toMatch(/Learned 283 samples in 30\.0 s \(9\.4 a second\); last loss/)
    expect(lines.at(-1)).toMatch(/% better$/)
  })

  it('says so when it ended before it learned', async () => {
    expect((await run([], {}, 5)).out).toContain('before the first sample')
    expect((await run([], {}, 0)).out).toContain('before the first sample')
  })
})

describe('eddy demo --json', () => {
  it('writes an object a second, and last the result', async () => {
    const { lines } = await run(['--json', '--seed', '7'])
    const objects = lines.map((line) => JSON.parse(line))
    expect(objects).toHaveLength(32)
    expect(objects[0]).toEqual({ type: 'start', url: 'http://localhost:1' })
    expect(objects[1]).toMatchObject({ type: 'report', samples: 0, metrics: { mae: null }, loss: null })
    expect(objects.at(-1)).toMatchObject({
      type: 'result',
      samples: 283,
      rejected: 0,
      seconds: expect.closeTo(30, 6),
      metrics: { mae: expect.any(Number) },
      baselines: { lastTarget: { mae: expect.any(Number) } },
    })
  })
})

describe('eddy demo in a terminal', () => {
  it('redraws its lines in place, none wider than the terminal', async () => {
    const { out } = await run(['--seconds', '60'], { isTTY: true, columns: 60 })
    const [live = '', ended = ''] = out.split('\n\nLearned')
    expect(live.split('\x1b[12A')).toHaveLength(300)
    const screen = live.split('\x1b[12A').at(-1) ?? ''
    const rows = screen.split('\n').map((row) => row.replace('\r', '').replace('\x1b[K', ''))
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThan(60)
    expect(rows.find((row) => row.startsWith('cpu'))).toMatch(/[▁-█]{20,} \d/)
    expect(rows.find((row) => row.startsWith('in all'))).toContain('% better')
    expect(rows.at(-1)).toBe('30 of 60 s   ctrl-C stops')
    expect(ended).not.toContain('\x1b')
  })
})

describe('eddy demo ends', () => {
  it('after --seconds', async () => {
    const terminal = fakeTerminal()
    const vitals$ = new Subject<Vitals>()
    const elapsed$ = new Subject<unknown>()
    const asked: number[] = []
    const ended = start(['--seconds', '2.5'], terminal, {
      vitals$,
      serve,
      after: (ms) => {
        asked.push(ms)
        return elapsed$
      },
    })
    await new Promise(setImmediate)
    for (let i = 0; i < 25; i++) vitals$.next(swing(i))
    terminal.pass(2500)
    elapsed$.next(0)
    expect(await ended).toBe(0)
    expect(asked).toEqual([2500])
    expect(vitals$.observed).toBe(false)
    expect(terminal.out()).toContain('Learned 8 samples in 2.5 s')
  })

  it('when interrupted, with the summary', async () => {
    const terminal = fakeTerminal()
    const vitals$ = new Subject<Vitals>()
    const ended = start([], terminal, { vitals$, after: () => NEVER, serve })
    await new Promise(setImmediate)
    for (let i = 0; i < 30; i++) vitals$.next(swing(i))
    terminal.interrupted$.next(0)
    expect(await ended).toBe(0)
    expect(vitals$.observed).toBe(false)
    expect(terminal.out()).toContain('Learned 13 samples')
  })

  it('with the error of its source', async () => {
    const sources = { vitals$: throwError(() => new Error('gone')), after: () => of(0), serve }
    await expect(start([], fakeTerminal(), sources)).rejects.toThrow('gone')
  })

  it.each([
    ['--seconds', '0'],
    ['--seconds', 'x'],
    ['--seconds'],
    ['--seed', '1.5'],
    ['--jsn'],
    ['--json=1'],
    ['more'],
  ])('at once for %s %s', async (...args) => {
    await expect(start(args, fakeTerminal())).rejects.toBeInstanceOf(UsageError)
  })
})

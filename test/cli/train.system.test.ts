import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createLearner, createRandom, restoreLearner } from '../../src/index.js'
import { loadSnapshot, openLearner } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-train-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const code = await main(args, terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

const { next } = createRandom(4)
const flowers = Array.from({ length: 600 }, () => {
  const [size, tall] = [next(), next()]
  const color = next() < 0.5 ? 'red' : 'blue'
  return `${size},${tall},${color},${color === 'red' ? (size > tall ? 'rose' : 'tulip') : 'iris'}`
})
let files = 0
function file(content: string, extension = 'csv'): string {
  const path = join(folder, `${files++}.${extension}`)
  writeFileSync(path, content)
  return path
}
const csv = (rows: readonly string[]): string => file(`size,tall,color,kind\n${rows.join('\n')}\n`)
const result = (out: string) => JSON.parse(out.trim().split('\n').at(-1) ?? '{}')

describe('eddy train', () => {
  it('learns a table with numbers and categories, and says so beside the baselines', async () => {
    const { code, out } = await run('train', csv(flowers), '--target', 'kind')
    expect(code).toBe(0)
    expect(out).toMatch(/predicting 'kind', classification: (rose|tulip|iris), /)
    expect(out).toMatch(/the model +0\.9\d+/)
    expect(out).toMatch(/majority +0\.\d+/)
    expect(out).toContain('600 samples in')
  })

  it('gives one JSON object a line, the result last, and the same bits for the same seed', async () => {
    const path = csv(flowers)
    const [first, second, other] = await Promise.all(
      ['1', '1', '2'].map(async (seed) => (await run('train', path, '--target', 'kind', '--json', '--seed', seed)).out),
    )
    expect(result(first ?? '')).toMatchObject({
      type: 'result',
      samples: 600,
      rejected: 0,
      metrics: { accuracy: expect.any(Number), kappa: expect.any(Number), logLoss: expect.any(Number) },
      baselines: { majority: { accuracy: expect.any(Number) }, lastLabel: { accuracy: expect.any(Number) } },
      parametersSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(result(first ?? '').metrics.accuracy).toBeGreaterThan(0.85)
    expect(result(second ?? '').parametersSha256).toBe(result(first ?? '').parametersSha256)
    expect(result(other ?? '').parametersSha256).not.toBe(result(first ?? '').parametersSha256)
  })

  it('reads NDJSON too, and a regression from its target', async () => {
    const lines = Array.from({ length: 400 }, (_, i) =>
      JSON.stringify({ a: { b: Math.sin(i) }, y: 3 * Math.sin(i) + 0.5 }),
    )
    const { out } = await run('train', file(lines.join('\n'), 'ndjson'), '--target', 'y', '--json')
    const { metrics, baselines } = result(out)
    expect(metrics.mae).toBeLessThan(baselines.mean.mae / 4)
    expect(Object.keys(metrics)).toEqual(['mae', 'rmse', 'r2'])
  })

  it('shows what it sets aside with its line, counts it, and goes on', async () => {
    const { code, out, err } = await run('train', csv([...flowers, 'much,1,red,rose', '1,2']), '--target', 'kind')
    expect(code).toBe(0)
    expect(err).toContain(
      'set aside, line 602: \'size\': expected a number, as in the first rows, got "much" (ERR_CSV_TYPE)',
    )
    expect(err).toContain('set aside, line 603: expected 4 cells')
    expect(out).toContain('600 samples')
    expect(out).toContain('2 set aside')
  })

  it('saves a learner that predicts, by `eddy predict`', async () => {
    const saved = join(folder, 'kinds.eddy')
    await run('train', csv(flowers), '--target', 'kind', '--save', saved)
    const questions = file('size,tall,color,extra\n0.9,0.1,red,7\n0.1,0.9,red,7\n0.5,0.5,blue,7\n')
    expect((await run('predict', saved, questions)).out).toBe('rose\ntulip\niris\n')
    const [first] = (await run('predict', saved, questions, '--json')).out.split('\n')
    const { label, probabilities } = JSON.parse(first ?? '')
    expect(label).toBe('rose')
    expect(probabilities.rose + probabilities.tulip + probabilities.iris).toBeCloseTo(1, 5)
  })

  it('goes on where --state left it: the same bits as in one go', async () => {
    const whole = csv(flowers)
    const state = join(folder, 'state')
    const [one, two] = [join(folder, 'one.eddy'), join(folder, 'two.eddy')]
    await run('train', whole, '--target', 'kind', '--save', one)
    // It grows; the same first rows, so that the same types and classes are seen.
    const growing = csv(flowers.slice(0, 350))
    await run('train', growing, '--target', 'kind', '--state', state)
    writeFileSync(growing, readFileSync(whole))
    const { err } = await run('train', growing, '--target', 'kind', '--state', state, '--save', two)
    expect(err).toContain('going on after row 350')
    const [a, b] = [restoreLearner(await loadSnapshot(one)), restoreLearner(await loadSnapshot(two))]
    expect(b.samples).toBe(600)
    expect(b.model?.state).toEqual(a.model?.state)
    expect(b.state).toEqual(a.state)
  })

  it('at ctrl-C keeps all of it in --state, and ends as if it had not been stopped', async () => {
    const [state, one, two] = ['stopped', 'whole.eddy', 'resumed.eddy'].map((name) => join(folder, name))
    const long = csv(Array.from({ length: 40 }, () => flowers).flat())
    const figures = async (...args: string[]) => {
      const { metrics, baselines, samples, parametersSha256 } = result((await run('train', long, ...args)).out)
      return { metrics, baselines, samples, parametersSha256 }
    }
    const options = ['--target', 'kind', '--json']
    const whole = await figures(...options, '--save', one ?? '')
    const terminal = fakeTerminal()
    const done = main(['train', long, ...options, '--state', state ?? ''], terminal)
    await expect.poll(() => terminal.out()).toContain('"report"')
    terminal.interrupted$.next(undefined)
    expect(await done).toBe(0)
    const early = result(terminal.out()).samples
    expect(early).toBeLessThan(24_000)
    expect(await figures(...options, '--state', state ?? '', '--save', two ?? '')).toEqual(whole)
    const { err } = await run('train', long, ...options, '--state', state ?? '')
    expect(err).toContain(`going on after row 24000`)
    expect(err).toContain('was learned to its end before: nothing new, the figures are those of then')
  })

  it('refuses a --state of another file, of another seed, or that another process has', async () => {
    const state = join(folder, 'refusing')
    const path = csv(flowers)
    const train = (file: string, ...more: string[]) => run('train', file, '--target', 'kind', '--state', state, ...more)
    await train(path)
    const other = csv(flowers)
    expect(await train(other)).toMatchObject({ code: 1, err: expect.stringContaining(`${state} is of `) })
    expect(await train(path, '--seed', '8')).toMatchObject({ code: 1, err: expect.stringContaining('seed 0') })
    const held = await openLearner(state, { create: (kept) => createLearner({ task: kept?.task ?? 'regression' }) })
    const { code, err } = await train(path)
    expect(code).toBe(1)
    expect(err).toContain(`belongs to process ${process.pid} on `)
    await held.close()
    expect(await train(path)).toMatchObject({ code: 0 })
  })

  it('shows what is in a checkpoint', async () => {
    const state = join(folder, 'shown')
    await run('train', csv(flowers), '--target', 'kind', '--state', state)
    const [name] = readdirSync(state).filter((file) => file.startsWith('checkpoint-'))
    const { out } = await run('inspect', join(state, name ?? ''))
    expect(out).toContain('checkpoint: a learner, classification; can predict and go on learning')
    expect(out).toContain('600 samples')
    const questions = file('size,tall,color\n0.9,0.1,red\n')
    expect((await run('predict', join(state, name ?? ''), questions)).out).toContain('rose')
  })

  it('saves at ctrl-C what it has', async () => {
    const saved = join(folder, 'early.eddy')
    const terminal = fakeTerminal()
    const long = csv(Array.from({ length: 100 }, () => flowers).flat())
    const done = main(['train', long, '--target', 'kind', '--json', '--save', saved], terminal)
    await expect.poll(() => terminal.out()).toContain('"report"')
    terminal.interrupted$.next(undefined)
    expect(await done).toBe(0)
    expect(existsSync(saved)).toBe(true)
    const { about } = await loadSnapshot(saved)
    expect(about.samples).toBeGreaterThan(0)
    expect(about.samples).toBeLessThan(60_000)
    expect((about.position as { rows: number }).rows).toBe(about.samples)
  })

  it.each([
    [['train'], 2, 'which FILE? eddy train FILE --target COLUMN'],
    [['train', 'x.csv'], 2, 'what is to be predicted? eddy train FILE --target COLUMN'],
    [['train', 'x.csv', '--target', 'y'], 1, "cannot read 'x.csv': there is no such file"],
    [
      ['train', 'x.csv', '--target', 'y', '--task', 'guess'],
      2,
      "--task wants classification or regression, got 'guess'",
    ],
    [['train', 'x.csv', '--traget', 'y'], 2, "unknown flag '--traget'. Did you mean '--target'?"],
    [['predict', 'x.eddy'], 2, 'which QUESTIONS? eddy predict MODEL QUESTIONS'],
  ] as const)('%j ends with %i: %s', async (args, code, message) => {
    const error = code === 2 ? 'ERR_USAGE' : 'ERR_NO_FILE'
    expect(await run(...args)).toEqual({ code, out: '', err: `eddy ${args[0]}: ${message} [${error}]\n` })
  })

  it('a missing target names the columns and the nearest', async () => {
    const { code, err } = await run('train', csv(flowers), '--target', 'kinds')
    expect(code).toBe(1)
    expect(err).toBe(
      "eddy train: there is no column 'kinds'. Did you mean 'kind'? The columns are size, tall, color, kind [ERR_TARGET_COLUMN]\n",
    )
  })

  it('leaves nothing half written when there was nothing to learn', async () => {
    const saved = join(folder, 'none.eddy')
    const { code, err } = await run('train', csv([]), '--target', 'kind', '--save', saved)
    expect(code).toBe(1)
    expect(err).toMatch(/^eddy train: '\S+' has a header and no rows \[ERR_EMPTY\]\n$/)
    expect(() => readFileSync(saved)).toThrow()
  })
})

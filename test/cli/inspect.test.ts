import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createLearner, dense } from '../../src/index.js'
import { loadSnapshot, openLearner, positionsOf, saveSnapshot } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const code = await main(args, terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

async function saved(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'eddy-')), 'm.eddy')
  const learner = createLearner({ task: 'classification', layers: [dense(3)], seed: 1 })
  for (const y of ['red', 'green', 'red']) learner.learn({ x: [1, 2], y })
  await saveSnapshot(path, learner, {
    name: 'colours',
    version: 4,
    about: { metrics: { accuracy: 0.5 }, position: { rows: 3 } },
  })
  return path
}

describe('eddy inspect', () => {
  it('says what is in a snapshot', async () => {
    const { code, out } = await run('inspect', await saved())
    expect(code).toBe(0)
    for (const fact of [
      'colours: a learner, classification; can predict and go on learning',
      'version      4 of epoch 0000000000000000',
      'learned      3 samples in 3 steps, 0 set aside',
      'network      2 inputs, 2 outputs, 17 weights',
      'classes      red, green',
      'accuracy     0.5',
      'position     {"rows":3}',
    ]) {
      expect(out).toContain(fact)
    }
  })

  it('says it in JSON', async () => {
    const { out } = await run('inspect', '--json', await saved())
    expect(JSON.parse(out)).toMatchObject({
      name: 'colours',
      version: 4,
      about: { samples: 3 },
      spec: { kind: 'learner', learner: { task: 'classification' } },
      parametersSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('refuses what is no snapshot, in one line', async () => {
    const path = await saved()
    writeFileSync(path, 'not a snapshot, but long enough to have had a header of sixty-four bytes')
    expect(await run('inspect', path)).toEqual({
      code: 1,
      out: '',
      err: `eddy inspect: ${path} is no Eddy file: it does not begin with "EDDY" [ERR_SNAPSHOT]\n`,
    })
    expect(await run('inspect', fileURLToPath(new URL('../../README.md', import.meta.url)))).toMatchObject({
      code: 1,
      err: expect.stringContaining('README.md is no Eddy file'),
    })
    expect(await run('inspect')).toMatchObject({
      code: 2,
      err: 'eddy inspect: which FILE? eddy inspect FILE [ERR_USAGE]\n',
    })
    expect(await run('inspect', path, 'more')).toMatchObject({
      code: 2,
      err: "eddy inspect: unexpected 'more': eddy inspect FILE [ERR_USAGE]\n",
    })
    expect(await run('inspect', `${path}.not`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('could not be read'),
    })
  })

  it('of a state folder shows the newest checkpoint, with its place in the source and its metrics', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eddy-'))
    expect(await run('inspect', folder)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${folder} is a folder without checkpoints: give a file`),
    })
    const csv = join(folder, 'data.csv')
    writeFileSync(csv, `a,b,y\n${Array.from({ length: 200 }, (_, i) => `${i},${i % 7},${i % 3}.5`).join('\n')}\n`)
    const state = join(folder, 'state')
    expect(await run('train', csv, '--target', 'y', '--state', state, '--json')).toMatchObject({ code: 0 })
    const { code, out } = await run('inspect', state)
    expect(code).toBe(0)
    expect(out).toContain('checkpoint: a learner, regression; can predict and go on learning')
    expect(out).toContain(`position     ${csv}: 200 rows read, 0 set aside`)
    expect(out).toMatch(/^ {2}mae +\d/m)
    const { out: json } = await run('inspect', '--json', state)
    expect(JSON.parse(json)).toMatchObject({
      about: { takenAtMs: expect.any(Number), samples: 200 },
      positions: { [csv]: { rows: 200 } },
      metrics: { mae: expect.any(Number) },
    })
  })

  it('shows the place of a learner that was kept in a folder, saved as a snapshot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'eddy-'))
    const create = () => createLearner({ task: 'regression', layers: [dense(3)] })
    const learner = await openLearner(join(folder, 'state'), { create })
    for (let i = 0; i < 5; i++) learner.learn({ x: [i, 1], y: i })
    learner.reached('data.csv', { rows: 7, rejected: 2 })
    const path = join(folder, 'saved.eddy')
    await saveSnapshot(path, learner)
    await learner.close()
    const { out } = await run('inspect', path)
    expect(out).toContain(`version      5 of epoch ${learner.epoch.toString(16).padStart(16, '0')}`)
    expect(out).toContain('position     data.csv: 7 rows read, 2 set aside')
    expect(positionsOf(await loadSnapshot(path))).toEqual({ 'data.csv': learner.positionOf('data.csv') })
    expect((await loadSnapshot(path)).fence).toBe(learner.fence)
  })
})

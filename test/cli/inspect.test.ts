import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createLearner, dense } from '../../src/index.js'
import { saveSnapshot } from '../../src/node.js'
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
  await saveSnapshot(path, learner, { name: 'colours', version: 4, about: { metrics: { accuracy: 0.5 } } })
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
      err: 'eddy: the frame does not begin with "EDDY"\n',
    })
    expect(await run('inspect')).toMatchObject({ code: 2, err: 'eddy: which file?\n' })
    expect(await run('inspect', path, 'more')).toMatchObject({ code: 2, err: "eddy: unexpected 'more'\n" })
    expect(await run('inspect', `${path}.not`)).toMatchObject({
      code: 1,
      err: expect.stringContaining('could not be read'),
    })
  })
})

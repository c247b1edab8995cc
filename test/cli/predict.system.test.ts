import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { firstModel } from '../../src/cli/predict/firstModel.js'
import { createLearner, type Learner } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, saveSnapshot } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'

let folder = ''
let questions = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eddy-predict-'))
  questions = join(folder, 'questions.csv')
  writeFileSync(questions, 'a,b\n1,2\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let server: Broadcaster | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

function learner(seed: number): Learner {
  const made = createLearner({ task: 'regression', input: 2, seed })
  for (let i = 0; i < 50; i++) made.learn({ x: [i % 3, 2], y: seed })
  return made
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const terminal = fakeTerminal()
  const code = await main(['predict', ...args], terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

/** An address where nobody listens. */
async function nowhere(): Promise<string> {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as AddressInfo
  await new Promise((resolve) => taken.close(resolve))
  return `ws://127.0.0.1:${port}`
}

async function trainer(...names: string[]): Promise<string> {
  server = await createBroadcaster({ page: () => false, authorize: ({ token }) => token !== 'no' })
  names.forEach((name, index) => server?.publish(name, learner(index + 1)))
  return `ws://127.0.0.1:${server.port}`
}

describe('eddy predict', () => {
  it('asks the first model of a trainer, or the one that is named', async () => {
    const address = await trainer('one', 'two')
    const first = await run(address, questions)
    const second = await run(address, questions, '--model', 'two')
    expect([first.code, second.code]).toEqual([0, 0])
    const question = [1, 2]
    expect(first.out).toBe(`${(learner(1).predict(question) as { value: number }).value}\n`)
    expect(second.out).toBe(`${(learner(2).predict(question) as { value: number }).value}\n`)
  })

  it('fails at once, in one line, where nobody listens', async () => {
    const address = await nowhere()
    const { code, out, err } = await run(address, questions)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^eddy predict: can't connect to ws:\S+: connect ECONNREFUSED [^\n]+ \[ERR_UNREACHABLE\]\n$/)
    await expect(firstModel(address, {}, 5)).rejects.toMatchObject({ code: 'ERR_UNREACHABLE' })
  })

  it('fails after --wait seconds where no model comes, and says which there are', async () => {
    const address = await trainer('one', 'two')
    const { code, err } = await run(address, questions, '--model', 'three', '--wait', '0.3')
    expect(code).toBe(1)
    expect(err).toBe(
      `eddy predict: ${address} has no model 'three' yet; there are one, two, after 0.3 s [ERR_NO_MODEL]\n`,
    )
    await expect(firstModel(address, { model: 'three' }, 0.3)).rejects.toMatchObject({ code: 'ERR_NO_MODEL' })
  })

  it('says that a token is refused, though no model is named', async () => {
    const { code, err } = await run(await trainer('one'), questions, '--token', 'no')
    expect([code, err]).toEqual([
      1,
      'eddy predict: subscribeToModel: no right to subscribe to any model [ERR_FORBIDDEN]\n',
    ])
  })

  it('takes flags of an address for an address only, and seconds that are some', async () => {
    const file = join(folder, 'one.eddy')
    await saveSnapshot(file, learner(1))
    expect((await run(file, questions)).code).toBe(0)
    expect(await run(file, questions, '--model', 'one')).toMatchObject({ code: 2, out: '' })
    expect(await run('ws://127.0.0.1:1', questions, '--wait', 'long')).toMatchObject({
      code: 2,
      err: "eddy predict: --wait wants seconds above 0, got 'long' [ERR_USAGE]\n",
    })
  })
})

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../src/cli/commands.js'
import { main } from '../../src/cli/main.js'
import { createLearner, createModel, dense, type Learner } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, saveSnapshot } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'

/** What would clear the screen, hide or reverse text, begin a line of its own, or change the title of the window. */
const EVIL = 'ev\x1b[2J\x1b]0;title\x07\u202eil\u2028\u2066\r\nX\x9b31m\x7f\t\u200b\ufeff'

/** Whatever must never reach a terminal as it is. */
const UNSAFE = /[^\P{C}\n\u200c\u200d]|[\p{Zl}\p{Zp}]/u

const folder = mkdtempSync(join(tmpdir(), 'eddy-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

const evilName = EVIL.replaceAll('/', '')
const at = (name: string): string => join(folder, name)
function file(name: string, content: string): string {
  writeFileSync(at(name), content)
  return at(name)
}
const cell = `"${EVIL}"`
const rows = (row: (index: number) => string, count = 40): string =>
  `${Array.from({ length: count }, (_, index) => row(index)).join('\n')}\n`

let learner: Learner
let server: Broadcaster
let address = ''
beforeAll(async () => {
  learner = createLearner({ task: 'classification', seed: 1 })
  for (let i = 0; i < 20; i++) learner.learn({ x: { [EVIL]: i, text: i % 2 ? 'b' : EVIL }, y: i % 2 ? EVIL : 'b' })
  await saveSnapshot(at('evil.eddy'), learner, {
    name: EVIL,
    about: { metrics: { [EVIL]: 1 }, baselines: { [EVIL]: { [EVIL]: 2 } }, position: { [EVIL]: EVIL } },
  })
  await saveSnapshot(at('model.eddy'), createModel({ input: 1, layers: [dense(1)], seed: 1 }), { name: EVIL })
  mkdirSync(at(evilName))
  server = await createBroadcaster({ page: () => false, authorize: ({ token }) => token !== 'no' })
  server.publish('evil', learner, { about: () => ({ metrics: { [EVIL]: 1 }, baselines: { [EVIL]: { [EVIL]: 2 } } }) })
  address = `ws://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

const features = (): string => file('features.csv', `${cell},text,y\n${rows((i) => `${i},${cell},${i % 2}.5`)}`)
const questions = (): string => file('questions.csv', `text,unknown\n${rows((i) => `${i % 2 ? 'b' : 'other'},${i}`)}`)
const labels = (): string => file('labels.csv', `a,b,y\n${rows((i) => `${i},${i % 3},${i % 2 ? cell : '"b"'}`)}`)
const target = (): string => file('target.csv', `a,b,${cell}\n${rows((i) => `${i},${i % 3},${i % 2 ? 'k' : 'l'}`)}`)
const faulty = (): string =>
  file(
    'faulty.csv',
    `a,${cell},y\n${rows((i) => (i % 9 === 5 ? `${cell},${cell},1\n1,2,3,${cell}` : `${i},2,${i}.5`))}`,
  )
const ndjson = (): string =>
  file(
    'evil.ndjson',
    rows((i) => JSON.stringify({ [EVIL]: i % 4 ? i : EVIL, text: EVIL, y: i % 2 ? EVIL : 'b' })),
  )
const broken = (): string =>
  file(
    'broken.ndjson',
    rows((i) => (i % 3 ? `{"a": ${i}, "y": ${i}.5}` : `{"${EVIL}`)),
  )

/** Each runs a command on hostile text; the second list holds what the output must contain, escaped. */
type Run = readonly [what: string, args: () => readonly string[], shown?: string]

const runs: readonly Run[] = [
  ['a command', () => [EVIL]],
  ['a flag as command', () => [`--${EVIL}`]],
  ['help on a command', () => ['help', EVIL]],
  ...COMMANDS.flatMap(({ form: { name, words, flags } }): readonly Run[] => [
    [`eddy ${name}: an unknown flag`, () => [name, ...words, `--${EVIL}`]],
    [`eddy ${name}: a word too many`, () => [name, ...words, EVIL]],
    ...Object.entries(flags).map(([flag, { value }]): Run => {
      const given = value === 'FILE' || value === 'DIR' ? at(evilName) : EVIL
      const args = [name, ...words.map(() => at('nowhere')), '--target', 'y']
      return [`eddy ${name}: the value of --${flag}`, () => [...args, `--${flag}=${given}`]]
    }),
  ]),
  ['eddy train: a file that is not there', () => ['train', at(evilName + 'x'), '--target', 'y']],
  ['eddy train: a folder', () => ['train', at(evilName), '--target', 'y']],
  ['eddy train: an address', () => ['train', `http://127.0.0.1:1/${EVIL}`, '--target', 'y']],
  ['eddy train: a column', () => ['train', features(), '--target', 'y']],
  ['eddy train: a missing target among hostile columns', () => ['train', features(), '--target', EVIL.slice(1)]],
  ['eddy train: a label', () => ['train', labels(), '--target', 'y'], 'ev\\x1b'],
  ['eddy train: a target', () => ['train', target(), '--target', EVIL.trim()]],
  ['eddy train: rows set aside', () => ['train', faulty(), '--target', 'y']],
  ['eddy train: NDJSON', () => ['train', ndjson(), '--target', 'y']],
  ['eddy train: lines that are no JSON', () => ['train', broken(), '--target', 'y']],
  [
    'eddy train: --save where that is impossible',
    () => ['train', labels(), '--target', 'y', '--save', at(`${evilName}/${evilName}/x`)],
  ],
  ['eddy train: --save', () => ['train', labels(), '--target', 'y', '--save', at(`${evilName}/x`)], 'saved'],
  ['eddy train: --state', () => ['train', labels(), '--target', 'y', '--state', at(`${evilName}/state`)]],
  [
    'eddy train: --state of another file',
    () => ['train', target(), '--target', 'b', '--state', at(`${evilName}/state`)],
  ],
  ['eddy inspect: a file that is not there', () => ['inspect', at(evilName + 'x')]],
  ['eddy inspect: what is no snapshot', () => ['inspect', file(`${evilName}.csv`, `${EVIL}\n`)], 'is no Eddy file'],
  ['eddy inspect: a learner', () => ['inspect', at('evil.eddy')], 'ev\\x1b'],
  ['eddy predict: a model that is not there', () => ['predict', at(evilName + 'x'), features()]],
  ['eddy predict: questions that are not there', () => ['predict', at('evil.eddy'), at(evilName + 'x')]],
  ['eddy predict: labels', () => ['predict', at('evil.eddy'), questions()], 'ev\\x1b'],
  ['eddy predict: columns', () => ['predict', at('evil.eddy'), features()]],
  ['eddy predict: bad questions', () => ['predict', at('evil.eddy'), faulty()]],
  ['eddy predict: NDJSON', () => ['predict', at('evil.eddy'), ndjson()]],
  ['eddy predict: from an address', () => ['predict', address, questions()], 'ev\\x1b'],
  [
    'eddy predict: an unknown model at an address',
    () => ['predict', address, features(), '--model', EVIL, '--wait', '0.2'],
  ],
  ['eddy predict: a token', () => ['predict', address, features(), '--token', EVIL]],
  ['eddy predict: a bad address', () => ['predict', `ws://${EVIL}`, features()]],
  ['eddy watch: an address', () => ['watch', `ws://${EVIL}`]],
]

async function run(args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal()
  await main(args, terminal)
  return terminal.out() + terminal.err()
}

describe('hostile text', () => {
  const cases = runs.map(([what, args, shown = '']) => ({ what, args, shown }))

  it.each(cases)('does not reach a terminal from $what', async ({ args, shown }) => {
    for (const more of [[], ['--json']]) {
      const output = await run([...args(), ...more])
      expect(output).not.toMatch(UNSAFE)
      if (more.length === 0) expect(output).toContain(shown)
      else for (const line of output.split('\n').filter((each) => each.startsWith('{'))) JSON.parse(line)
    }
  })

  it.each([[[]], [['--json']]])('does not reach a terminal from what a server says: eddy watch %j', async (more) => {
    const terminal = fakeTerminal()
    const ended = main(['watch', address, ...more], terminal)
    await expect.poll(() => terminal.out()).toContain('hash')
    terminal.interrupted$.next(0)
    await ended
    expect(terminal.out() + terminal.err()).not.toMatch(UNSAFE)
    expect(terminal.out()).toContain('title')
  })

  it('is unsafe before it is printed', () => {
    for (const character of EVIL.replace(/[\w[\];\n]/g, '')) expect(character).toMatch(UNSAFE)
  })
})

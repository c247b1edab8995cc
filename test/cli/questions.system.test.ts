import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { createLearner, createModel, createRandom, dense } from '../../src/index.js'
import { type Broadcaster, createBroadcaster, loadSnapshot, saveSnapshot } from '../../src/node.js'
import { fakeTerminal } from './fakeTerminal.js'
import { runEddy } from './runEddy.js'

/* Questions are read as the table was that the model learned from; each gets one line, in order. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-questions-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

async function run(args: readonly string[], stdin?: AsyncIterable<Uint8Array>) {
  const terminal = fakeTerminal(stdin ? { stdin } : {})
  const code = await main(args, terminal)
  return { code, out: terminal.out(), err: terminal.err() }
}

let files = 0
function file(content: string | Uint8Array, extension = 'csv'): string {
  const path = at(`${files++}.${extension}`)
  writeFileSync(path, content)
  return path
}

const { next, normal } = createRandom(9)
const comma = (value: number, digits = 3): string => value.toFixed(digits).replace('.', ',')

/** A table in which a number has a decimal comma, zeros matter, and a mark of its own stands for missing values. */
const table = Array.from({ length: 900 }, (_, i) => {
  const [a, zip, flag] = [normal(), next() < 0.5 ? '007' : '7', next() < 0.5 ? 'true' : 'false']
  const y = 2 * a + (zip === '007' ? 3 : -3) + (flag === 'true' ? 1 : 0) > 0 ? 'high' : 'low'
  const amount = i % 9 === 0 ? 'gone' : `${comma(next() * 9000, 2)}`
  return [
    i % 11 === 0 ? 'gone' : comma(a),
    zip,
    flag,
    `${String(1 + (i % 28)).padStart(2, '0')}/${1 + (i % 12)}/2024`,
    amount,
    `r${i}`,
    y,
  ].join(';')
})
const HEAD = 'a;zip;flag;when;amount;id;y'

let server: Broadcaster
let address = ''
beforeAll(async () => {
  const path = file(`${HEAD}\n${table.join('\n')}\n`)
  const flags = ['--target', 'y', '--text', 'zip', '--na', 'gone', '--id', 'id']
  expect(await run(['train', path, ...flags, '--save', at('m.eddy')])).toMatchObject({ code: 0 })
  expect(await run(['train', path, ...flags, '--state', at('state')])).toMatchObject({ code: 0 })
  const { about } = await loadSnapshot(at('m.eddy'))
  const learner = createLearner({ task: 'regression', seed: 1 })
  for (let i = 0; i < 200; i++) learner.learn({ x: { a: i % 7, b: (i % 5) / 2 }, y: i % 7 })
  await saveSnapshot(at('plain.eddy'), learner)
  await saveSnapshot(at('bare.eddy'), createModel({ input: 2, layers: [dense(1)], seed: 1 }))
  server = await createBroadcaster({ page: () => false })
  server.publish('plain', learner, { about: () => ({ reading: about.reading ?? '' }) })
  address = `ws://127.0.0.1:${server.port}`
})
afterAll(() => server.close())

type Objects = readonly Readonly<Record<string, unknown>>[]
const objectsOf = (out: string): Objects =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Objects[number])

async function asked(questions: string, model = at('m.eddy'), ...args: string[]) {
  const { code, out, err } = await run(['predict', model, questions, '--json', ...args])
  return { code, answers: objectsOf(out), err }
}

const HIGH = '1,5;007;true;01/02/2024;10,50'
const LOW = '-1,5;7;false;01/02/2024;10,50'
const questionHead = 'a;zip;flag;when;amount'

describe('eddy predict', () => {
  it.each([
    ['the order of training', `${questionHead}\n${HIGH}\n${LOW}\n`],
    [
      'another order, and another delimiter',
      `zip,a,amount,when,flag\n007,"1,5","10,50",01/02/2024,true\n7,"-1,5","10,50",01/02/2024,false\n`,
    ],
    ['the target, an id and a column that is new', `y;id;new;${questionHead}\nlow;r1;9;${HIGH}\nhigh;r2;9;${LOW}\n`],
    ['marks for missing values', `${questionHead}\n1,5;007;true;01/02/2024;gone\n-1,5;7;false;NA;gone\n`],
    ['tabs', `${questionHead}\n${HIGH}\n${LOW}\n`.replaceAll(';', '\t')],
    ['no line end at the end', `${questionHead}\n${HIGH}\n${LOW}`],
    ['a title above', `Questions;;;;\n${questionHead}\n${HIGH}\n${LOW}\n`],
    ['one question whose values look otherwise', `${questionHead}\n1;007;true;;\n-1;7;false;;\n`],
  ])('reads questions with %s', async (_, content) => {
    const { code, answers } = await asked(file(content))
    expect([code, answers.map(({ label }) => label)]).toEqual([0, ['high', 'low']])
  })

  it('reads NDJSON, a JSON array, gzip and stdin', async () => {
    const records = [
      { a: '1,5', zip: '007', flag: true, when: '01/02/2024' },
      { a: -1.5, zip: 7, flag: 'false', amount: null },
    ]
    const lines = `${records.map((record) => JSON.stringify(record)).join('\n')}\n`
    for (const path of [
      file(lines, 'ndjson'),
      file(JSON.stringify(records), 'json'),
      file(gzipSync(lines), 'ndjson.gz'),
    ]) {
      expect((await asked(path)).answers.map(({ label }) => label)).toEqual(['high', 'low'])
    }
    const stdin = (async function* () {
      yield Buffer.from(`${questionHead}\n${HIGH}\n${LOW.slice(0, 5)}`)
      yield Buffer.from(`${LOW.slice(5)}\n`)
    })()
    expect(await run(['predict', at('m.eddy'), '-'], stdin)).toEqual({ code: 0, out: 'high\nlow\n', err: '' })
  })

  it('reads alike with a state folder, and at an address', async () => {
    const path = file(`${questionHead}\n${HIGH}\n${LOW}\n`)
    expect((await asked(path, at('state'))).answers).toEqual((await asked(path)).answers)
    const { answers } = await asked(file('a;b\n1,5;2\n'), address)
    expect(answers[0]?.['value']).toBeCloseTo(1.5, 0)
  })

  it('gives each row one line, in order, whatever is in it', async () => {
    const rows = [
      HIGH,
      'abc;007;true;;',
      ';;;;',
      LOW,
      '1,5;007',
      '1,5;007;true;31/31/2024;',
      `"${HIGH}`,
      '1.5.1;7;x;y;z',
    ]
    const path = file(`${questionHead}\n${rows.join('\n')}\n${LOW}\n`)
    const { code, answers } = await asked(path)
    expect(code).toBe(1)
    expect(answers).toHaveLength(rows.length + 1)
    answers.forEach((answer, index) => {
      if ('error' in answer) expect(answer).toEqual({ row: index + 1, error: expect.any(String) })
    })
    expect(answers.map((answer) => answer['label'] ?? 'none')).toEqual([
      'high',
      'none',
      'none',
      'low',
      'none',
      'none',
      'none',
      'none',
      'low',
    ])
    const text = await run(['predict', at('m.eddy'), path])
    const lines = text.out.trimEnd().split('\n')
    expect(lines).toHaveLength(rows.length + 1)
    expect(lines[1]).toBe(`row 2 can't be answered: ${String(answers[1]?.['error'])}`)
    expect(text.err).toBe('')
  })

  it('says once which columns are missing, and which the model does not know', async () => {
    const { err } = await asked(file(`a;new;zip;newer\n1,5;1;007;2\n1,5;1;007;2\n`))
    expect(err.split('\n').map((line) => line.replace(/^\S+: /, ''))).toEqual([
      "missing in the questions, and so in each row: 'flag', 'when', 'amount'",
      "unknown to the model, and so left out: 'new', 'newer'",
      '',
    ])
    const late = await asked(file('{"a":1}\n{"a":2,"late":1}\n{"a":3,"late":1}\n', 'ndjson'), at('plain.eddy'))
    expect(late.err.match(/late/g)).toHaveLength(1)
  })

  it('reads with a model that says nothing of its table, as those of version 0.1', async () => {
    const { code, answers, err } = await asked(file('b,a\n1,3\n0.5,6\n'), at('plain.eddy'))
    expect([code, err]).toEqual([0, ''])
    expect(answers.map(({ value }) => Math.round(Number(value)))).toEqual([3, 6])
  })

  it('knows the header by the columns of the model, though they are numbers', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5},${i % 7 > 3 ? 'high' : 'low'}`)
    const path = file(`2019,2027,y\n${rows.join('\n')}\n`)
    expect(await run(['train', path, '--target', 'y', '--save', at('years.eddy')])).toMatchObject({ code: 0 })
    const { answers, err } = await asked(file('2027,2019\n1,6\n1,0\n2,5\n'), at('years.eddy'))
    expect([answers.map(({ label }) => label), err]).toEqual([['high', 'low', 'high'], ''])
  })

  it('takes columns in their order for a model of vectors', async () => {
    const { code, answers } = await asked(file('first,second\n1,2\n3,4\n'), at('bare.eddy'))
    expect(code).toBe(0)
    expect(answers).toEqual([{ values: [expect.any(Number)] }, { values: [expect.any(Number)] }])
    expect((await asked(file('only\n1\n2\n'), at('bare.eddy'))).answers[0]).toMatchObject({
      row: 1,
      error: expect.any(String),
    })
  })

  it.each([
    'not json',
    'null',
    '[]',
    '{"columns":3}',
    '{"columns":[{"name":"a","type":"evil"}]}',
    '{"columns":[{"name":"a","type":"number","number":{"decimal":"x"}}]}',
    '{"columns":[],"na":"x"}',
    '{"columns":[],"decimal":7,"thousands":{}}',
  ])('passes over a reading that makes no sense: %s', async (reading) => {
    const hostile = await createBroadcaster({ page: () => false })
    const learner = createLearner({ task: 'regression', seed: 1 })
    for (let i = 0; i < 20; i++) learner.learn({ x: { a: i }, y: i })
    hostile.publish('m', learner, { about: () => ({ reading }) })
    const { code, answers } = await asked(file('a\n1\n2\n'), `ws://127.0.0.1:${hostile.port}`)
    await hostile.close()
    expect([code, answers.length]).toEqual([0, 2])
  })

  it('refuses questions that are no table, in one line', async () => {
    for (const [content, code] of [
      ['', 'ERR_EMPTY'],
      ['a,b\n', 'ERR_EMPTY'],
      [Buffer.from('PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaa'), 'ERR_NOT_A_TABLE'],
    ] as const) {
      const { code: exit, out, err } = await run(['predict', at('m.eddy'), file(content)])
      expect([exit, out]).toEqual([1, ''])
      expect(err).toMatch(new RegExp(`^eddy predict: [^\n]+ \\[${code}\\]\n$`))
    }
  })

  it('answers a question in a pipe before the next one comes', { timeout: 60_000 }, async () => {
    const { child, ended, printed } = runEddy(['predict', at('plain.eddy'), '-'])
    child.stdin.write('a,b\n1,2\n')
    await printed('\n')
    child.stdin.write('5,2\n')
    await printed('\n5')
    child.stdin.end()
    expect(await ended).toMatchObject({ code: 0, err: '' })
  })
})

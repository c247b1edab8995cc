import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.js'
import { trainForm } from '../../src/cli/train/trainForm.js'
import { createRandom } from '../../src/index.js'
import { fakeTerminal } from './fakeTerminal.js'
import { runEddy } from './runEddy.js'

/* Every flag of `eddy train`: what it changes, through the built command, and what it refuses. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-flags-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(content: string | Uint8Array): string {
  const path = join(folder, `${files++}.csv`)
  writeFileSync(path, content)
  return path
}

const { next, normal } = createRandom(5)
const ROWS = Array.from({ length: 120 }, (_, i) => {
  const a = Number(normal().toFixed(3))
  return { i, a, coin: next() < 0.5 ? 'u' : 'v', y: a > 0.2 ? 'yes' : 'no', price: Number((100 * a + 4000).toFixed(2)) }
})
const table = (head: string, row: (row: (typeof ROWS)[number]) => string, eol = '\n'): string =>
  head + eol + ROWS.map((each) => row(each) + eol).join('')

const plain = table('a,coin,y', ({ a, coin, y }) => `${a},${coin},${y}`)

interface Ran {
  readonly code: number | null
  readonly err: string
  /** The objects that were printed, by their type; of several the last. */
  readonly said: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

async function train(path: string, ...args: string[]): Promise<Ran> {
  const { code, out, err } = await runEddy(['train', path, '--json', ...args]).ended
  const objects = out
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { readonly type: string }]))
  return { code, err, said: Object.fromEntries(objects.map((object) => [object.type, object])) }
}

/** The columns that were read, each as 'kind' or 'kind, role'. */
function columnsOf({ said }: Ran): Readonly<Record<string, string>> {
  const columns = (said['table']?.['columns'] ?? []) as readonly { name: string; kind: string; role: string }[]
  return Object.fromEntries(
    columns.map(({ name, kind, role }) => [name, role === 'feature' ? kind : `${kind}, ${role}`]),
  )
}
const missingOf = ({ said }: Ran, name: string): number => {
  const columns = (said['table']?.['columns'] ?? []) as readonly { name: string; missing: number }[]
  return columns.find((column) => column.name === name)?.missing ?? Number.NaN
}
const resultOf = ({ said }: Ran) =>
  said['result'] as {
    samples: number
    metrics: Record<string, number>
    baselines: Record<string, Record<string, number>>
  }

interface Case {
  readonly args: readonly string[]
  /** Default: the plain table. */
  readonly content?: () => string | Uint8Array
  readonly target?: string
  readonly shows: (ran: Ran) => void
}

/** What each flag changes. Together they name every flag but those that print or keep, which other tests have. */
const cases: readonly (Case & { readonly flag: string })[] = [
  {
    flag: 'decimal',
    args: ['--decimal', ','],
    content: () => table('n;y', ({ i, y }) => `${i},125;${y}`),
    shows: (ran) => expect(JSON.stringify(ran.said['table'])).not.toContain('AMBIGUOUS'),
  },
  {
    flag: 'decimal',
    args: ['--decimal', '.'],
    target: 'price',
    content: () => table('a;price', ({ a, i }) => `${a};${i},125`),
    shows: (ran) => expect(resultOf(ran).baselines['mean']?.['mae']).toBeGreaterThan(10_000),
  },
  {
    flag: 'thousands',
    args: ['--thousands', "'"],
    target: 'price',
    content: () => table('a;price', ({ a, i }) => `${a};${i + 1}'000.5`),
    shows: (ran) => expect(resultOf(ran).baselines['mean']?.['mae']).toBeGreaterThan(10_000),
  },
  {
    flag: 'thousands',
    args: ['--thousands', ''],
    target: 'y',
    content: () => table('n;y', ({ i, y }) => `"${i + 1},000,000";${y}`),
    shows: (ran) => expect(columnsOf(ran)['n']).toBe('text'),
  },
  {
    flag: 'na',
    args: ['--na', 'gone,-9'],
    content: () => table('a,y', ({ i, a, y }) => `${i % 4 === 0 ? 'gone' : i % 4 === 1 ? -9 : a},${y}`),
    shows: (ran) => expect([columnsOf(ran)['a'], missingOf(ran, 'a')]).toEqual(['number', 60]),
  },
  {
    flag: 'na',
    args: ['--na', 'gone', '--na', '"a,b"'],
    content: () => table('a,y', ({ i, a, y }) => `${i % 4 === 0 ? 'gone' : i % 4 === 1 ? '"a,b"' : a},${y}`),
    shows: (ran) => expect([columnsOf(ran)['a'], missingOf(ran, 'a')]).toEqual(['number', 60]),
  },
  {
    flag: 'text',
    args: ['--text', 'zip'],
    content: () => table('zip,y', ({ y }) => `${y === 'yes' ? '007' : '7'},${y}`),
    shows: (ran) => {
      expect(columnsOf(ran)['zip']).toBe('text')
      expect(resultOf(ran).metrics['accuracy']).toBeGreaterThan(0.9)
    },
  },
  {
    flag: 'text',
    args: ['--text', 'first, second'],
    content: () => table('"first, second",y', ({ y }) => `${y === 'yes' ? '007' : '7'},${y}`),
    shows: (ran) => expect(columnsOf(ran)['first, second']).toBe('text'),
  },
  {
    flag: 'number',
    args: ['--number', 'a'],
    content: () => table('a,y', ({ i, a, y }) => `${i % 3 === 0 ? `q${i}` : a},${y}`),
    shows: (ran) => {
      expect(columnsOf(ran)['a']).toBe('number')
      expect(resultOf(ran).samples).toBe(80)
    },
  },
  {
    flag: 'ignore',
    args: ['--ignore', 'a,coin'],
    shows: (ran) => expect(columnsOf(ran)).toEqual({ a: 'number, ignored', coin: 'text, ignored', y: 'text, target' }),
  },
  {
    flag: 'ignore',
    args: ['--ignore', 'a', '--ignore', 'coin'],
    shows: (ran) => expect(columnsOf(ran)).toMatchObject({ a: 'number, ignored', coin: 'text, ignored' }),
  },
  {
    flag: 'ignore',
    args: ['--ignore', '"price, net",coin'],
    content: () => table('"price, net",coin,y', ({ a, coin, y }) => `${a},${coin},${y}`),
    shows: (ran) => expect(columnsOf(ran)).toMatchObject({ 'price, net': 'number, ignored', coin: 'text, ignored' }),
  },
  {
    flag: 'ignore',
    args: ['--ignore', 'price, net'],
    content: () => table('"price, net",coin,y', ({ a, coin, y }) => `${a},${coin},${y}`),
    shows: (ran) => expect(columnsOf(ran)).toMatchObject({ 'price, net': 'number, ignored', coin: 'text' }),
  },
  { flag: 'drop', args: ['--drop', 'coin'], shows: (ran) => expect(columnsOf(ran)['coin']).toBe('text, ignored') },
  { flag: 'id', args: ['--id', 'coin'], shows: (ran) => expect(columnsOf(ran)['coin']).toBe('text, id') },
  {
    flag: 'at',
    args: ['--at', 'when'],
    content: () => table('when,a,y', ({ i, a, y }) => `2024-01-01T00:00:${String(i % 60).padStart(2, '0')}Z,${a},${y}`),
    shows: (ran) => expect(resultOf(ran).samples).toBe(120),
  },
  {
    flag: 'ignore-case',
    args: ['--ignore-case'],
    content: () => table('a,y', ({ i, a, y }) => `${a},${i % 2 ? y : y.toUpperCase()}`),
    shows: (ran) => expect(resultOf(ran).metrics['accuracy']).toBeGreaterThan(0.8),
  },
  {
    flag: 'encoding',
    args: ['--encoding', 'latin1'],
    target: 'größe',
    content: () =>
      Buffer.from(
        table('a,größe', ({ a, y }) => `${a},${y}`),
        'latin1',
      ),
    shows: (ran) => expect(columnsOf(ran)['größe']).toBe('text, target'),
  },
  {
    flag: 'delimiter',
    args: ['--delimiter', '~'],
    content: () => table('a~y', ({ a, y }) => `${a}~${y}`),
    shows: (ran) => expect(columnsOf(ran)).toEqual({ a: 'number', y: 'text, target' }),
  },
  {
    flag: 'delimiter',
    args: ['--delimiter', 'tab'],
    content: () => table('a,b\ty', ({ a, y }) => `${a},1\t${y}`),
    shows: (ran) => expect(Object.keys(columnsOf(ran))).toEqual(['a,b', 'y']),
  },
  {
    flag: 'skip',
    args: ['--skip', '2'],
    content: () => `a,b,c\n1,2,y\n${plain}`,
    shows: (ran) => expect(resultOf(ran).samples).toBe(120),
  },
  {
    flag: 'comment',
    args: ['--comment', '//'],
    content: () => plain.replace(/\n(?=.*yes)/g, '\n// a remark, with, commas\n'),
    shows: (ran) => expect([resultOf(ran).samples, ran.said['result']?.['rejected']]).toEqual([120, 0]),
  },
  {
    flag: 'task',
    args: ['--task', 'regression'],
    target: 'n',
    content: () => table('a,n', ({ a, i }) => `${a},${i % 3}`),
    shows: (ran) => expect(Object.keys(resultOf(ran).metrics)).toEqual(['mae', 'rmse', 'r2']),
  },
  {
    flag: 'task',
    args: ['--task', 'classification'],
    target: 'n',
    content: () => table('a,n', ({ a, i }) => `${a},${i % 3}.5`),
    shows: (ran) => expect(Object.keys(resultOf(ran).metrics)).toEqual(['accuracy', 'kappa', 'logLoss']),
  },
  {
    flag: 'metrics',
    args: ['--metrics', 'f1,rocAuc', '--metrics', 'brier'],
    shows: (ran) => expect(Object.keys(resultOf(ran).metrics)).toEqual(['f1', 'rocAuc', 'brier']),
  },
  { flag: 'seed', args: ['--seed', '3'], shows: (ran) => expect(ran.code).toBe(0) },
]

/** What each flag refuses, and how. */
const refused: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
  [['--decimal', ';'], 2, /--decimal wants one of "\.", ",", got ';'/],
  [['--decimal', ''], 2, /--decimal wants one of/],
  [['--thousands', '5'], 2, /--thousands wants one character that is no digit/],
  [['--thousands', ', '], 2, /--thousands wants one character/],
  [['--na', ''], 2, /--na wants one name or more, got ''/],
  [['--text', ','], 2, /--text wants one name or more/],
  [['--text', 'con'], 1, /there is no column 'con'.*Did you mean 'coin'\?/],
  [['--number', 'A1'], 1, /there is no column 'A1'/],
  [['--ignore', 'coin,b'], 1, /there is no column 'b'/],
  [['--ignore', 'y'], 2, /the column 'y' is given as --target and in --ignore: it can't be both/],
  [['--text', 'a', '--number', 'a'], 2, /the column 'a' is given as --text and --number/],
  [['--ignore', 'a', '--number', 'a'], 2, /the column 'a' is given as --ignore and --number/],
  [['--id', 'y'], 2, /the column 'y' is given as --target and --id/],
  [['--id', 'coins'], 1, /there is no column 'coins'.*Did you mean 'coin'\?/],
  [['--id', ''], 2, /--id wants a string that is not empty, got ''/],
  [['--at', 'coni'], 1, /there is no column 'coni'.*Did you mean 'coin'\?/],
  [['--ignore-case=yes'], 2, /--ignore-case takes no value, got 'yes'/],
  [['--encoding', 'klingon'], 2, /--encoding wants an encoding such as 'utf-8'/],
  [['--delimiter', '"'], 2, /--delimiter wants a string without quotes/],
  [['--delimiter', ''], 2, /--delimiter wants a string/],
  [['--skip', '-1'], 2, /--skip wants a number of lines, 0 or more, got '-1'/],
  [['--skip', '1.5'], 2, /--skip wants/],
  [['--skip', 'two'], 2, /--skip wants/],
  [['--comment', ''], 2, /--comment wants a string that is not empty/],
  [['--task', 'clustering'], 2, /--task wants classification or regression, got 'clustering'/],
  [['--metrics', 'acuracy'], 2, /there is no metric 'acuracy'\. Did you mean 'accuracy'\?/],
  [['--metrics', 'rmse'], 2, /rmse measures regression, this is classification/],
  [['--metrics', 'f1', '--task', 'regression'], 2, /f1 measures classification, this is regression/],
  [['--seed', '-1'], 2, /--seed wants a whole number/],
  [['--serve', '99999'], 2, /--serve wants a port/],
  [['--checkpoint-every', '5'], 2, /--checkpoint-every is for --state DIR/],
  [['--checkpoint-every', '0', '--state', 'x'], 2, /--checkpoint-every wants a number of samples/],
  [['--save', ''], 2, /--save wants a value, got an empty one/],
  [['--state', ''], 2, /--state wants a value, got an empty one/],
  [['--target', 'z'], 2, /--target is given twice/],
  [['--effrot', 'fast'], 2, /unknown flag '--effrot'/],
  [['--ignor', 'a'], 2, /unknown flag '--ignor'\. Did you mean '--ignore'\?/],
]

describe('a flag of eddy train', () => {
  it('is tested, whichever it is', () => {
    const tested = new Set([
      ...cases.map(({ flag }) => flag),
      ...refused.flatMap(([[flag = '']]) => flag.slice(2).split('=')[0]),
    ])
    const elsewhere = ['target', 'json']
    expect(Object.keys(trainForm.flags).filter((flag) => !tested.has(flag) && !elsewhere.includes(flag))).toEqual([])
  })

  it.concurrent.each(cases)(
    '--$flag: $args changes what is read',
    async ({ args, content = () => plain, target = 'y', shows }) => {
      const ran = await train(file(content()), '--target', target, ...args)
      expect(ran).toMatchObject({ code: 0, err: '' })
      shows(ran)
    },
  )

  it.concurrent.each(refused)('%j is refused', async (args, code, message) => {
    const terminal = fakeTerminal()
    expect(await main(['train', file(plain), '--target', 'y', '--json', ...args], terminal)).toBe(code)
    expect(terminal.out()).toBe('')
    expect(terminal.err()).toMatch(message)
    expect(terminal.err()).toMatch(
      code === 2 ? /^eddy train: [^\n]+ \[ERR_USAGE\]\n$/ : /^eddy train: [^\n]+ \[ERR_OPTION\]\n$/,
    )
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sample } from '../../../src/index.js'
import { fromCsv, fromNdjson, type SourcePosition, type TableOptions, type TableSchema } from '../../../src/node.js'
import { tableOptions } from '../../../src/sources/table/tableOptions.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-options-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Options = Omit<TableOptions, 'onSchema' | 'onProgress' | 'signal'>

async function read(content: string | Uint8Array, options: TableOptions, ndjson = false) {
  const source = (ndjson ? fromNdjson : fromCsv)(Readable.from([Buffer.from(content)]), options)
  let aside = 0
  source.rejected$.subscribe(() => {
    aside += 1
  })
  const samples = await lastValueFrom(source.pipe(toArray()), { defaultValue: [] as Sample[] })
  return { samples, aside }
}

/** What each option does: a CSV, lines of JSON that say the same, and what both are read as. */
interface Case {
  readonly options: Options
  readonly csv: string | Uint8Array
  readonly json: string | Uint8Array
  readonly samples: readonly object[]
  readonly aside?: number
}

const nd = (...records: readonly object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('')

const cases: Readonly<Record<keyof Options, readonly Case[]>> = {
  target: [
    {
      options: { target: 'b' },
      csv: 'a,b\n1,x\n2,y\n',
      json: nd({ a: 1, b: 'x' }, { a: 2, b: 'y' }),
      samples: [
        { x: { a: 1 }, y: 'x' },
        { x: { a: 2 }, y: 'y' },
      ],
    },
  ],
  task: [
    {
      options: { target: 'b', task: 'regression' },
      csv: 'a,b\n1,0\n2,1\n',
      json: nd({ a: 1, b: '0' }, { a: 2, b: 1 }),
      samples: [
        { x: { a: 1 }, y: 0 },
        { x: { a: 2 }, y: 1 },
      ],
    },
    {
      options: { target: 'b', task: 'classification' },
      csv: 'a,b\n1,1.5\n2,2.5\n',
      json: nd({ a: 1, b: '1.5' }, { a: 2, b: '2.5' }),
      samples: [
        { x: { a: 1 }, y: '1.5' },
        { x: { a: 2 }, y: '2.5' },
      ],
    },
  ],
  id: [
    {
      options: { id: 'b' },
      csv: 'a,b\n1,007\n',
      json: nd({ a: 1, b: '007' }),
      samples: [{ x: { a: 1 }, id: '007' }],
    },
  ],
  at: [
    {
      options: { at: 'b' },
      csv: 'a,b\n1,15.01.2025 14:03\n2,16.01.2025 14:03\n',
      json: nd({ a: 1, b: '15.01.2025 14:03' }, { a: 2, b: '16.01.2025 14:03' }),
      samples: [
        { x: { a: 1, b: '2025-01-15T14:03:00' }, at: Date.UTC(2025, 0, 15, 14, 3) },
        { x: { a: 2, b: '2025-01-16T14:03:00' }, at: Date.UTC(2025, 0, 16, 14, 3) },
      ],
    },
  ],
  ignore: [
    {
      options: { ignore: ['b', 'c'] },
      csv: 'a,b,c\n1,2,3\n',
      json: nd({ a: 1, b: 2, c: { d: 3 } }),
      samples: [{ x: { a: 1 } }],
    },
  ],
  drop: [{ options: { drop: ['b'] }, csv: 'a,b\n1,2\n', json: nd({ a: 1, b: 2 }), samples: [{ x: { a: 1 } }] }],
  text: [
    {
      options: { text: ['a'] },
      csv: 'a,b\n007,1\n NA ,2\n,3\n',
      json: nd({ a: '007', b: 1 }, { a: ' NA ', b: 2 }, { a: '', b: 3 }),
      samples: [{ x: { a: '007', b: 1 } }, { x: { a: ' NA ', b: 2 } }, { x: { a: null, b: 3 } }],
    },
    {
      options: { target: 'y', text: ['y'] },
      csv: 'a,y\n1,None\n2,1.0\n3,1\n4,yes\n5,Yes\n',
      json: nd({ a: 1, y: 'None' }, { a: 2, y: '1.0' }, { a: 3, y: '1' }, { a: 4, y: 'yes' }, { a: 5, y: 'Yes' }),
      samples: ['None', '1.0', '1', 'yes', 'Yes'].map((y, i) => ({ x: { a: i + 1 }, y })),
    },
  ],
  number: [
    {
      options: { number: ['a'] },
      csv: 'a,b\n1,u\nx,v\n-,w\n',
      json: nd({ a: '1', b: 'u' }, { a: 'x', b: 'v' }, { a: '-', b: 'w' }),
      samples: [{ x: { a: 1, b: 'u' } }, { x: { a: null, b: 'w' } }],
      aside: 1,
    },
  ],
  like: [
    {
      options: {
        like: [
          { name: 'a', type: 'text' },
          { name: 'b', type: 'number', number: { decimal: ',' } },
          { name: 'c', type: 'number', ignored: true },
        ],
      },
      csv: 'a,b,c,d\n1,"1,234",3,4\n',
      json: nd({ a: '1', b: '1,234', c: 3, d: '4' }),
      samples: [{ x: { a: '1', b: 1.234, d: 4 } }],
    },
  ],
  decimal: [
    {
      options: { decimal: ',' },
      csv: 'a;b\n1,234;u\n',
      json: nd({ a: '1,234', b: 'u' }),
      samples: [{ x: { a: 1.234, b: 'u' } }],
    },
    {
      options: { decimal: '.' },
      csv: 'a;b\n1,234;u\n',
      json: nd({ a: '1,234', b: 'u' }),
      samples: [{ x: { a: 1234, b: 'u' } }],
    },
    {
      options: { decimal: '.', delimiter: ';' },
      csv: 'a;b\n1.5;2.250\n',
      json: nd({ a: '1.5', b: '2.250' }),
      samples: [{ x: { a: 1.5, b: 2.25 } }],
    },
  ],
  thousands: [
    {
      options: { thousands: '_' },
      csv: 'a,b\n1_234,u\n',
      json: nd({ a: '1_234', b: 'u' }),
      samples: [{ x: { a: 1234, b: 'u' } }],
    },
    {
      options: { thousands: '' },
      csv: 'a,b\n"1,234",u\n',
      json: nd({ a: '1,234', b: 'u' }),
      samples: [{ x: { a: '1,234', b: 'u' } }],
    },
  ],
  na: [
    {
      options: { target: 'y', na: ['-999', 'wrong', 'no'] },
      csv: 'a,c,y\n1,u,yes\n-999,wrong,yes\n-999.0,v,no\n',
      json: nd({ a: 1, c: 'u', y: 'yes' }, { a: -999, c: 'wrong', y: 'yes' }, { a: -999.1, c: 'v', y: 'no' }),
      samples: [
        { x: { a: 1, c: 'u' }, y: 'yes' },
        { x: { a: null, c: null }, y: 'yes' },
        { x: { a: expect.closeTo(-999, 0), c: 'v' } },
      ],
    },
  ],
  ignoreCase: [
    {
      options: { target: 'y', ignoreCase: true },
      csv: 'a,y\n1,Spam\n2,SPAM\n3,ham\n',
      json: nd({ a: 1, y: 'Spam' }, { a: 2, y: 'SPAM' }, { a: 3, y: 'ham' }),
      samples: ['Spam', 'Spam', 'ham'].map((y, i) => ({ x: { a: i + 1 }, y })),
    },
    {
      options: { target: 'y', ignoreCase: false },
      csv: 'a,y\n1,Spam\n2,SPAM\n3,ham\n',
      json: nd({ a: 1, y: 'Spam' }, { a: 2, y: 'SPAM' }, { a: 3, y: 'ham' }),
      samples: ['Spam', 'SPAM', 'ham'].map((y, i) => ({ x: { a: i + 1 }, y })),
    },
  ],
  encoding: [
    {
      options: { encoding: 'windows-1251' },
      csv: Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe4, 0xe0, 0x2c, 0x31, 0x0a]),
      json: Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xe4, 0xe0]), Buffer.from('","b":1}\n')]),
      samples: [{ x: { a: 'да', b: 1 } }],
    },
    {
      options: { encoding: 'utf-8' },
      csv: Buffer.from('a,b\n\xe4,1\nu,2\n', 'latin1'),
      json: Buffer.from('{"a":"\xe4","b":1}\n{"a":"u","b":2}\n', 'latin1'),
      samples: [{ x: { a: 'u', b: 2 } }],
      aside: 1,
    },
  ],
  delimiter: [
    {
      options: { delimiter: ';' },
      csv: 'a,b;c,d\n1,2;3,4\n',
      json: nd({ 'a,b': 1.2, 'c,d': 3.4 }),
      samples: [{ x: { 'a,b': 1.2, 'c,d': 3.4 } }],
    },
    { options: { delimiter: '~~' }, csv: 'a~~b\n1~~2\n', json: nd({ a: 1, b: 2 }), samples: [{ x: { a: 1, b: 2 } }] },
  ],
  skip: [
    {
      options: { skip: 2 },
      csv: 'x,y\n1,2\na,b\n3,4\n',
      json: `?\n{"x":1}\n${nd({ a: 3, b: 4 })}`,
      samples: [{ x: { a: 3, b: 4 } }],
    },
    { options: { skip: 0 }, csv: 'a,b\n3,4\n', json: nd({ a: 3, b: 4 }), samples: [{ x: { a: 3, b: 4 } }] },
  ],
  comment: [
    {
      options: { comment: '//' },
      csv: '// 1\na,b\n// 2,3\n1,2\n//\n',
      json: `// 1\n${nd({ a: 1, b: 2 })}// 2\n`,
      samples: [{ x: { a: 1, b: 2 } }],
    },
  ],
  after: [
    {
      options: { after: { rows: 1 } },
      csv: 'a,b\n1,2\n3,4\n',
      json: nd({ a: 1, b: 2 }, { a: 3, b: 4 }),
      samples: [{ x: { a: 3, b: 4 } }],
    },
  ],
  name: [{ options: { name: 'mine' }, csv: 'a,b\n1,2\n', json: nd({ a: 1, b: 2 }), samples: [{ x: { a: 1, b: 2 } }] }],
}

describe('the options of a table', () => {
  it('each have a case here', () => {
    const others = ['onSchema', 'onProgress', 'signal']
    expect(Object.keys(cases).sort()).toEqual(
      Object.keys(tableOptions)
        .filter((name) => !others.includes(name))
        .sort(),
    )
  })

  const all = Object.entries(cases).flatMap(([name, those]) => those.map((each) => [name, each] as const))
  it.each(all)('%s: of a CSV and of lines of JSON', async (_, { options, csv, json, samples, aside = 0 }) => {
    expect(await read(csv, options)).toEqual({ samples, aside })
    expect(await read(json, options, true)).toEqual({ samples, aside })
  })

  it.each(all)('%s: is kept by the position', async (name, { options, csv, json, samples, aside = 0 }) => {
    for (const [open, content] of [
      [fromCsv, csv],
      [fromNdjson, json],
    ] as const) {
      // A record to end after, and none that is set aside before it.
      if (samples.length < 2 || aside > 0 || name === 'after') continue
      const path = join(folder, 'kept')
      writeFileSync(path, content)
      const first = open(path, options)
      await firstValueFrom(first)
      const after = JSON.parse(JSON.stringify(first.position)) as SourcePosition
      const { target, task } = options
      const rest = open(path, { after, ...(target ? { target } : {}), ...(task ? { task } : {}) })
      expect(await lastValueFrom(rest.pipe(toArray()))).toEqual(samples.slice(1))
    }
  })

  it('onSchema: told before the first sample', async () => {
    for (const [open, content] of [
      [fromCsv, 'a,y\n1,u\n2,v\n'],
      [fromNdjson, nd({ a: 1, y: 'u' }, { a: 2, y: 'v' })],
    ] as const) {
      const told: unknown[] = []
      const onSchema = ({ task, classes, columns }: TableSchema): void => {
        told.push({ task, classes, types: columns.map(({ type }) => type) })
      }
      await open(Readable.from([Buffer.from(content)]), { target: 'y', onSchema }).forEach(() => told.push('sample'))
      expect(told).toEqual([
        { task: 'classification', classes: ['u', 'v'], types: ['number', 'text'] },
        'sample',
        'sample',
      ])
    }
  })

  it('onProgress: told how many bytes were read', async () => {
    const told: number[] = []
    await read('a,y\n1,2\n', { onProgress: (bytes) => told.push(bytes) })
    expect(told).toEqual([8])
  })
})

describe('a column that is not there', () => {
  const tables = [
    ['a CSV', 'price,color\n1,red\n2,blue\n', false, 'column'],
    ['lines of JSON', nd({ price: 1, color: 'red' }, { price: 2, color: 'blue' }), true, 'field'],
  ] as const
  const options: readonly TableOptions[] = [
    { target: 'prise' },
    { id: 'prise' },
    { at: 'prise' },
    ...(['ignore', 'drop', 'text', 'number'] as const).map((name) => ({ [name]: ['color', 'prise'] })),
  ]
  const all = tables.flatMap((table) => options.map((each) => [...table, each] as const))
  it.each(all)('%s, %s, %s, %s, %o: is refused with the nearest name', async (_, content, ndjson, what, each) => {
    const [name] = Object.keys(each)
    const target = name === 'target'
    await expect(read(content, each, ndjson)).rejects.toMatchObject({
      code: target ? 'ERR_TARGET_COLUMN' : 'ERR_OPTION',
      message: `there is no ${what} 'prise'${target ? '' : ` for \`${name}\``}. Did you mean 'price'? The ${what}s are price, color`,
    })
  })

  it('in two options that exclude each other is refused', async () => {
    await expect(read('a,b\n1,2\n', { text: ['a'], number: ['a'] })).rejects.toMatchObject({ code: 'ERR_OPTION' })
  })
})

describe('an option that is wrong', () => {
  it.each([
    { decimal: ';' },
    { thousands: '..' },
    { thousands: '1' },
    { na: 'NA' },
    { text: 'zip' },
    { ignore: [1] },
    { encoding: 'utf8000' },
    { delimiter: '"' },
    { delimiter: '' },
    { skip: -1 },
    { skip: 1.5 },
    { comment: '' },
    { ignoreCase: 'yes' },
    { task: 'ranking' },
    { after: 7 },
    { decimals: ',' },
  ])('%o is refused where it is given', (options) => {
    for (const open of [fromCsv, fromNdjson]) {
      expect(() => open('x.csv', options as unknown as TableOptions)).toThrow(
        expect.objectContaining({ code: 'ERR_OPTION' }),
      )
    }
  })
})

import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { stringify } from './stringify.js'
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sample } from '../../../src/index.js'
import { type CsvOptions, type CsvSchema, fromCsv, type Unreadable } from '../../../src/node.js'

const folder = mkdtempSync(join(tmpdir(), 'eddy-csv-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function file(content: string | Uint8Array): string {
  const path = join(folder, `${files++}.csv`)
  writeFileSync(path, content)
  return path
}

interface Read {
  readonly samples: readonly Sample[]
  readonly set: readonly Unreadable[]
  readonly schema: CsvSchema | undefined
  readonly code: string | undefined
  readonly message: string
}

async function read(input: Parameters<typeof fromCsv>[0], options: CsvOptions = {}): Promise<Read> {
  let schema: CsvSchema | undefined
  const set: Unreadable[] = []
  const samples: Sample[] = []
  const source = fromCsv(input, {
    ...options,
    onSchema: (known) => {
      schema = known
    },
  })
  source.rejected$.subscribe((unreadable) => set.push(unreadable))
  const error = await new Promise<{ code?: string; message: string } | undefined>((resolve) => {
    source.subscribe({ next: (sample) => samples.push(sample), error: resolve, complete: () => resolve(undefined) })
  })
  expect(source.rejected).toBe(set.length)
  return { samples, set, schema, code: error?.code, message: error?.message ?? '' }
}

const table = 'a,b,color,ok,label\n1,2.5,red,true,x\n-3,NA,blue,false,y\n,1e3,"re,d",,x\n'

describe('fromCsv', () => {
  it('infers types, reads missing values as null, and keeps labels as they are written', async () => {
    const { samples, schema } = await read(file(table), { target: 'label' })
    expect(samples).toEqual([
      { x: { a: 1, b: 2.5, color: 'red', ok: true }, y: 'x' },
      { x: { a: -3, b: null, color: 'blue', ok: false }, y: 'y' },
      { x: { a: null, b: 1000, color: 're,d', ok: null }, y: 'x' },
    ])
    expect(schema).toMatchObject({ task: 'classification', classes: ['x', 'y'], target: 'label' })
    expect(schema?.columns.map(({ type }) => type)).toEqual(['number', 'number', 'text', 'boolean', 'text'])
  })

  it.each([
    ['few whole numbers are labels', 'x,y\n1,0\n2,1\n3,0\n', 'classification', '0'],
    ['few rows with whole numbers that labels seldom are', 'x,y\n1,20\n2,21\n3,20\n', 'regression', 20],
    ['fractions are numbers', 'x,y\n1,0.5\n2,1\n3,0\n', 'regression', 0.5],
    [
      'many whole numbers are numbers',
      `x,y\n${Array.from({ length: 30 }, (_, i) => `1,${i}`).join('\n')}`,
      'regression',
      0,
    ],
  ])('the task: %s', async (_, content, task, y) => {
    const { samples, schema } = await read(file(content), { target: 'y' })
    expect(schema?.task).toBe(task)
    expect(samples[0]?.y).toBe(y)
  })

  it('reads ids, times, other delimiters, a byte order mark, Windows line ends and quoted line ends', async () => {
    const content = '\ufeffid;when;text\r\n7;2024-05-01T00:00:00Z;"two\r\nlines, ""quoted"""\r\n8;2024-05-02;b\r\n'
    const { samples } = await read(file(content), { id: 'id', at: 'when' })
    expect(samples).toEqual([
      { x: { when: '2024-05-01T00:00:00Z', text: 'two\r\nlines, "quoted"' }, id: '7', at: Date.UTC(2024, 4, 1) },
      { x: { when: '2024-05-02', text: 'b' }, id: '8', at: Date.UTC(2024, 4, 2) },
    ])
  })

  it('reads gzip, streams and addresses alike', async () => {
    const wanted = (await read(file(table), { target: 'label' })).samples
    expect((await read(file(gzipSync(table)), { target: 'label' })).samples).toEqual(wanted)
    const pieces = Array.from(Buffer.from(table), (byte) => Uint8Array.of(byte))
    expect((await read(Readable.from(pieces), { target: 'label' })).samples).toEqual(wanted)
    const server = createServer((_, response) => response.end(gzipSync(table)))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const url = `http://localhost:${(server.address() as AddressInfo).port}/t.csv`
    expect((await read(url, { target: 'label' })).samples).toEqual(wanted)
    server.close()
  })

  it('goes on after a position', async () => {
    const path = file(`a,y\n${Array.from({ length: 5000 }, (_, i) => `${i},${i / 2}`).join('\n')}`)
    const source = fromCsv(path, { target: 'y' })
    const first = await lastValueFrom(source.pipe(take(1234), toArray()))
    const rest = await lastValueFrom(fromCsv(path, { target: 'y', after: source.position }).pipe(toArray()))
    expect(source.position).toMatchObject({ rows: 1234 })
    expect([...first, ...rest]).toHaveLength(5000)
    expect(rest[0]).toEqual({ x: { a: 1234 }, y: 617 })
  })

  it('lets timers run while it reads, and stops when it is left', async () => {
    const path = file(`a,y\n${Array.from({ length: 60_000 }, (_, i) => `${i},1.5`).join('\n')}`)
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    let seen = 0
    await lastValueFrom(fromCsv(path).pipe(take(50_000), toArray())).then((all) => {
      seen = all.length
    })
    clearInterval(timer)
    expect(seen).toBe(50_000)
    expect(ticks).toBeGreaterThan(3)
  })
})

describe('rubbish in a CSV', () => {
  it('a quote that is not closed, or not at the end of its cell, costs its row and no other', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => {
      if (i === 100) return '"closed too" early,1'
      if (i === 200) return '"never closed,1'
      if (i === 300) return '"over two\n lines",5'
      if (i === 700) return '5" pipe,700'
      return i % 50 === 7 ? `"word ${i}",${i}` : `word ${i},${i}`
    })
    const { samples, set } = await read(file(`a,y\n${rows.join('\n')}\n`), { target: 'y' })
    expect(samples).toHaveLength(2998)
    expect(samples).toContainEqual({ x: { a: '5" pipe' }, y: 700 })
    expect(set.map(({ code, line }) => [code, line])).toEqual([
      ['ERR_CSV_ROW', 102],
      ['ERR_CSV_ROW', 202],
    ])
  })

  it('thousands of them hold nothing up', async () => {
    const rows = Array.from({ length: 8000 }, (_, i) => (i % 4 === 3 ? `${i},1` : `"${i}"x,1`))
    const { samples, set } = await read(file(`a,y\n1,2\n${rows.join('\n')}\n`), { target: 'y' })
    expect([samples.length, set.length]).toEqual([2001, 6000])
  })

  it('sets rows aside with their lines: ragged, of another type, a target that is none', async () => {
    const content = 'a,y\n1,1.5\n2,2.5\n3\n4,5,6\nfour,1.5\n"5",2.5\n6,many\n7,3.5\n'
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},${i / 7}`).join('\n')
    const { samples, set } = await read(file(`a,y\n${rows}\n${content.slice(4)}`), { target: 'y' })
    expect(samples).toHaveLength(1004)
    expect(set.map(({ code, line }) => [code, line - 1001])).toEqual([
      ['ERR_CSV_ROW', 3],
      ['ERR_CSV_ROW', 4],
      ['ERR_CSV_TYPE', 5],
      ['ERR_CSV_TARGET', 7],
    ])
    expect(set[2]?.reason).toBe('\'a\': expected a number, as in the first rows, got "four"')
  })

  it('sets bad UTF-8 aside, where the text is UTF-8', async () => {
    const bytes = Buffer.concat([
      Buffer.from('name,y\nfïne,1.5\n'),
      Buffer.from([0x66, 0xff, 0xfe]),
      Buffer.from(',2.5\nok,3.5\n'),
    ])
    const { samples, set } = await read(file(bytes), { target: 'y' })
    expect(samples.map(({ y }) => y)).toEqual([1.5, 3.5])
    expect(set).toEqual([
      {
        code: 'ERR_UTF8',
        reason: "'name' holds bytes that can't be decoded: `encoding` says how they are written",
        line: 3,
      },
    ])
  })

  it('a column that begins with nothing gets its type later', async () => {
    const { samples } = await read(file('a,b\n1,\n2,\n3,7\n'))
    expect(samples.map(({ x }) => x)).toEqual([
      { a: 1, b: null },
      { a: 2, b: null },
      { a: 3, b: 7 },
    ])
  })

  it.each([
    ['an empty file', '', 'ERR_EMPTY'],
    ['HTML', '<!doctype html><p>Not found', 'ERR_NOT_CSV'],
    ['a missing target', 'price,color\n1,red\n', 'ERR_TARGET_COLUMN'],
  ])('%s is one clear error', async (_, content, code) => {
    const outcome = await read(file(content), { target: 'prise' })
    expect(outcome.code).toBe(code)
    expect(outcome.samples).toEqual([])
    if (code === 'ERR_TARGET_COLUMN') {
      expect(outcome.message).toBe("there is no column 'prise'. Did you mean 'price'? The columns are price, color")
    }
  })

  it('a header alone is one clear error', async () => {
    expect(await read(file('a,b\n'))).toMatchObject({ samples: [], code: 'ERR_EMPTY' })
  })

  it('a gzip that is cut off gives its rows first, then one clear error', async () => {
    const whole = gzipSync(`a,y\n${Array.from({ length: 30_000 }, (_, i) => `${Math.sin(i)},${i}`).join('\n')}`)
    const { samples, code } = await read(file(whole.subarray(0, whole.byteLength / 2)), { target: 'y' })
    expect(code).toBe('ERR_GZIP')
    expect(samples.length).toBeGreaterThan(5000)
  })

  it('a file that is not there, and an address that answers 404', async () => {
    expect(await read(join(folder, 'none.csv'))).toMatchObject({ code: 'ERR_NO_FILE' })
    const server = createServer((_, response) => response.writeHead(404).end('no'))
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const { port } = server.address() as AddressInfo
    expect(await read(`http://localhost:${port}/`)).toMatchObject({ code: 'ERR_FETCH' })
    server.close()
    expect(await read(`http://localhost:${port}/`)).toMatchObject({ code: 'ERR_FETCH' })
  })

  it('a quote that never ends costs its row, not memory', async () => {
    const long = (async function* () {
      yield Buffer.from('a,b\n1,2\n1,"')
      for (let i = 0; i < 30; i++) yield Buffer.from('3,4\n'.repeat(16_384))
    })()
    const { samples, set, code } = await read(long)
    expect([samples.length, code]).toEqual([30 * 16_384, undefined])
    expect(set.map(({ line }) => line)).toEqual([3])
  })

  it('whatever is written comes back, cut into chunks anywhere', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', '7'), maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.nat(40),
        async (rows, size) => {
          const bytes = Buffer.from(stringify([['p', 'q'], ...rows.map(([a, b]) => [`t${a}`, `t${b}`])]))
          const chunks: Uint8Array[] = []
          for (let at = 0; at < bytes.byteLength; at += size + 1) chunks.push(bytes.subarray(at, at + size + 1))
          const { samples, set } = await read(Readable.from(chunks))
          expect(set).toEqual([])
          expect(samples.map(({ x }) => x)).toEqual(rows.map(([a, b]) => ({ p: `t${a}`.trim(), q: `t${b}`.trim() })))
        },
      ),
      { numRuns: 100 },
    )
  })

  it('never throws anything but its own errors, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        const { code } = await read(Readable.from([Buffer.from('a,b\n'), noise]))
        expect([undefined, 'ERR_EMPTY', 'ERR_NOT_A_TABLE']).toContain(code)
      }),
      { numRuns: 200 },
    )
  })

  it('memory does not grow with the file', async () => {
    const line = Buffer.from(`${'1.25,2.5,red\n'.repeat(5000)}`)
    const long = (async function* () {
      yield Buffer.from('a,b,color\n')
      for (let i = 0; i < 100; i++) yield line
    })()
    let most = 0
    let count = 0
    const source = fromCsv(long)
    await new Promise<void>((resolve, reject) => {
      source.subscribe({
        next: () => {
          count += 1
          if (count % 50_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed)
        },
        error: reject,
        complete: resolve,
      })
    })
    expect(count).toBe(500_000)
    expect(most).toBeLessThan(250 * 2 ** 20)
  })
})

it('is an observable like any other', async () => {
  expect(await firstValueFrom(fromCsv(file(table)))).toMatchObject({ x: { label: 'x' } })
})

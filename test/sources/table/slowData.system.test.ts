import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { firstValueFrom, lastValueFrom, take, timeout, toArray } from 'rxjs'
import { afterAll, describe, expect, it } from 'vitest'
import type { Sample } from '../../../src/index.js'
import { fromCsv, fromNdjson, type SourcePosition, type TableSource } from '../../../src/node.js'

/* What comes slowly is read as it comes; what may be half written waits for its end. */

const folder = mkdtempSync(join(tmpdir(), 'eddy-slow-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The time a row may take to become a sample. Others load the machine as well. */
const SOON_MS = 2500

const forms = [
  ['CSV', fromCsv, 'a,b\n', (i: number) => `${i},x\n`],
  ['JSON', fromNdjson, '', (i: number) => `{"a":${i},"b":"x"}\n`],
  ['an array of JSON', fromNdjson, '[', (i: number) => `{"a":${i},"b":"x"},`],
] as const

describe.each(forms)('%s', (name, open, head, row) => {
  const samples = (count: number) => Array.from({ length: count }, (_, i) => ({ x: { a: i, b: 'x' } }))

  it('that stops coming is read without waiting for more', async () => {
    const stopped = new Readable({ read: () => undefined })
    stopped.push(head + row(0) + row(1))
    const found = await lastValueFrom(open(stopped).pipe(take(2), timeout(SOON_MS), toArray()))
    expect(found).toEqual(samples(2))
  })

  it('that stops after the first row is read', async () => {
    const stopped = new Readable({ read: () => undefined })
    stopped.push(head + row(0))
    expect(await firstValueFrom(open(stopped).pipe(timeout(SOON_MS)))).toEqual(samples(1)[0])
  })

  it('that comes row by row is read within a second', async () => {
    const slow = new Readable({ read: () => undefined })
    let count = 0
    const came: number[] = []
    slow.push(head)
    const timer = setInterval(() => {
      came.push(performance.now())
      slow.push(row(count++))
    }, 100)
    const delays: number[] = []
    const found = open(slow).pipe(take(15))
    await found.forEach(() => delays.push(performance.now() - (came[delays.length] ?? 0)))
    clearInterval(timer)
    expect(Math.max(...delays)).toBeLessThan(SOON_MS)
    expect(delays.slice(-3).every((delay) => delay < 500)).toBe(true)
  })

  it('from a server that is slow, and packs it', async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.write(head + row(0))
      setTimeout(() => response.write(row(1)), 50)
    })
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const url = `http://localhost:${(server.address() as AddressInfo).port}/`
    expect(await firstValueFrom(open(url).pipe(timeout(SOON_MS)))).toEqual(samples(1)[0])
    server.closeAllConnections()
    server.close()
  })

  it('through a named pipe, which is opened once', async () => {
    const pipe = join(folder, `${name.replaceAll(' ', '-')}.fifo`)
    await new Promise((resolve) => spawn('mkfifo', [pipe]).on('close', resolve))
    const rows = head + Array.from({ length: 5 }, (_, i) => row(i)).join('')
    const writer = spawn('sh', ['-c', `printf '%s' "$0" > "$1"`, rows, pipe])
    const written = new Promise((resolve) => writer.on('close', resolve))
    expect(await lastValueFrom(open(pipe).pipe(timeout(5000), toArray()))).toEqual(samples(5))
    await written
  })
})

describe('a quote that is never closed', () => {
  it('holds back no more than a few rows that come slowly', async () => {
    const slow = new Readable({ read: () => undefined })
    slow.push('a,b,c\n1,2,3\n4,"5,6\n')
    for (let i = 0; i < 20; i++) slow.push(`${i},2,3\n`)
    const source = fromCsv(slow)
    const asides: number[] = []
    source.rejected$.subscribe(({ line }) => asides.push(line))
    await lastValueFrom(source.pipe(take(20), timeout(SOON_MS), toArray()))
    expect(asides).toEqual([3])
  })
})

describe('the last row of a file that grows', () => {
  const read = async (source: TableSource) => ({
    // Without their marks.
    samples: (await lastValueFrom(source.pipe(toArray()), { defaultValue: [] as Sample[] })).map(({ x, y }) => ({
      x,
      ...(y === undefined ? {} : { y }),
    })),
    whole: source.report?.lastRowWhole,
    warnings: source.report?.warnings.map(({ code }) => code),
    position: JSON.parse(JSON.stringify(source.position)) as SourcePosition,
  })
  const file = (content: string | Uint8Array, name: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  it('waits for its end where a learner keeps the place', async () => {
    const path = file('a,y\n1,yes\n2,no\n3,ye', 'grows.csv')
    const first = await read(fromCsv(path, { target: 'y', after: { rows: 0, marked: true } }))
    expect(first.samples.map(({ y }) => y)).toEqual(['yes', 'no'])
    expect(first).toMatchObject({ whole: false, warnings: ['LAST_ROW'], position: { rows: 2 } })
    appendFileSync(path, 's\n4,no\n')
    const second = await read(fromCsv(path, { target: 'y', after: { ...first.position, marked: true } }))
    expect(second.samples).toEqual([
      { x: { a: 3 }, y: 'yes' },
      { x: { a: 4 }, y: 'no' },
    ])
    expect(second).toMatchObject({ whole: true, warnings: [], position: { rows: 4 } })
  })

  it('may be all there is', async () => {
    const path = file('a,y\n1,ye', 'begins.csv')
    const first = await read(fromCsv(path, { target: 'y', after: { rows: 0, marked: true } }))
    expect(first.samples).toEqual([])
    appendFileSync(path, 's\n')
    const second = await read(fromCsv(path, { target: 'y', after: { ...first.position, marked: true } }))
    expect(second.samples).toEqual([{ x: { a: 1 }, y: 'yes' }])
  })

  it('is read where nobody keeps the place, and again after the position', async () => {
    const path = file('a,y\n1,yes\n2,no\n3,ye', 'read.csv')
    const first = await read(fromCsv(path, { target: 'y' }))
    expect(first.samples.map(({ y }) => y)).toEqual(['yes', 'no', 'ye'])
    expect(first).toMatchObject({ whole: false, warnings: [], position: { rows: 2 } })
    appendFileSync(path, 's\n')
    const second = await read(fromCsv(path, { target: 'y', after: first.position }))
    expect(second.samples).toEqual([{ x: { a: 3 }, y: 'yes' }])
  })

  it('of JSON is whole where it can be read, and else waits', async () => {
    const path = file('{"a":1}\n{"a":2}', 'grows.ndjson')
    const first = await read(fromNdjson(path, { after: { rows: 0, marked: true } }))
    expect(first).toMatchObject({ whole: true, position: { rows: 2 } })
    expect(first.samples).toHaveLength(2)
    appendFileSync(path, '\n{"a":')
    const second = await read(fromNdjson(path, { after: { ...first.position, marked: true } }))
    expect(second).toMatchObject({ samples: [], whole: false, position: { rows: 2 } })
    appendFileSync(path, '3}\n')
    const third = await read(fromNdjson(path, { after: { ...second.position, marked: true } }))
    expect(third.samples).toEqual([{ x: { a: 3 } }])
  })

  it('of a packed file or a stream is whole: nothing can follow', async () => {
    const path = file(gzipSync('a,y\n1,yes\n2,no'), 'packed.csv.gz')
    expect((await read(fromCsv(path, { target: 'y', after: { rows: 0, marked: true } }))).samples).toHaveLength(2)
    const stream = Readable.from([Buffer.from('a,y\n1,yes\n2,no')])
    expect((await read(fromCsv(stream, { target: 'y', after: { rows: 0, marked: true } }))).samples).toHaveLength(2)
  })

  it('with too few cells is set aside, not filled up', async () => {
    const path = file('a,b,c,d\n1,2,3,4\n5,6,7,8\n9,10,1', 'short.csv')
    const source = fromCsv(path)
    const asides: string[] = []
    source.rejected$.subscribe(({ code }) => asides.push(code))
    expect((await read(source)).samples).toHaveLength(2)
    expect(asides).toEqual(['ERR_CSV_ROW'])
  })
})

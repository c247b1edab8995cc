import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { EddyError } from '../../../src/error.js'
import type { LogRecord } from '../../../src/snapshots/log/logRecord.js'
import { RecordLog, type RecordLogOptions } from '../../../src/snapshots/log/recordLog.js'
import { errno, faultyFiles } from '../faultyFiles.js'

const folders: string[] = []
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'eddy-log-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true })
})

const open = (dir: string, options: Partial<RecordLogOptions> = {}) =>
  RecordLog.open(dir, { fence: 1, after: 0, check: async () => undefined, ...options })
const payload = (text: string): Uint8Array => new TextEncoder().encode(text)
const texts = (records: readonly LogRecord[]): readonly string[] =>
  records.map(({ number, count, payload: bytes }) => `${number}+${count} ${new TextDecoder().decode(bytes)}`)
const code = (wanted: string) => expect.objectContaining({ code: wanted })

async function three(dir: string): Promise<void> {
  const { log } = await open(dir)
  log.append(2, payload('one'))
  log.append(1, payload('two, which is longer'))
  await log.sync()
  log.append(4, payload('three'))
  await log.sync()
  await log.close()
}

const all = ['1+2 one', '3+1 two, which is longer', '4+4 three']

describe('RecordLog', () => {
  it('gives back what was appended, in order, after a number', async () => {
    const dir = await folder()
    await three(dir)
    expect(texts((await open(dir, { fence: 2 })).records)).toEqual(all)
    expect(texts((await open(dir, { fence: 3, after: 3 })).records)).toEqual(all.slice(2))
    // Half of a record is asked for: it comes whole, with its number.
    expect(texts((await open(dir, { fence: 4, after: 5 })).records)).toEqual(all.slice(2))
    const { log, records } = await open(dir, { fence: 5, after: 7 })
    expect([records, log.last]).toEqual([[], 7])
  })

  it('cut off anywhere, keeps the records before, and goes on after them', async () => {
    const dir = await folder()
    await three(dir)
    const [name = ''] = await readdir(dir)
    const whole = await readFile(join(dir, name))
    const ends = [32 + 32, 32 + 32 + 48, 32 + 32 + 48 + 32]
    expect(whole.byteLength).toBe(ends[2])
    for (let length = 0; length <= whole.byteLength; length++) {
      const cut = await folder()
      await writeFile(join(cut, name), whole.subarray(0, length))
      const kept = ends.filter((end) => end <= length).length
      const { log, records } = await open(cut, { fence: 2 })
      expect([length, texts(records)]).toEqual([length, all.slice(0, kept)])
      const next = log.append(1, payload('next'))
      expect(next).toBe([1, 3, 4, 8][kept])
      await log.sync()
      await log.close()
      const again = await open(cut, { fence: 3 })
      expect(texts(again.records)).toEqual([...all.slice(0, kept), `${next}+1 next`])
    }
  })

  it('damaged where it was whole when the next segment was begun, says so', async () => {
    const dir = await folder()
    await three(dir)
    const { log } = await open(dir, { fence: 2 })
    log.append(1, payload('four'))
    await log.sync()
    await log.close()
    const [first = ''] = (await readdir(dir)).sort()
    const bytes = await readFile(join(dir, first))
    for (const at of [4, 40, 100, bytes.byteLength - 1]) {
      const damaged = Uint8Array.from(bytes)
      damaged[at] = (damaged[at] ?? 0) ^ 1
      await writeFile(join(dir, first), damaged)
      await expect(open(dir, { fence: 3 })).rejects.toThrow(code('ERR_LOG'))
    }
  })

  it('syncs once for many that wait', async () => {
    let syncs = 0
    const files = faultyFiles(async (operation) => {
      if (operation !== 'sync') return
      syncs += 1
      await new Promise((resolve) => setTimeout(resolve, 20))
    })
    const { log } = await open(await folder(), { files })
    const waiting = Array.from({ length: 100 }, (_, i) => {
      log.append(1, payload(String(i)))
      return log.sync()
    })
    await Promise.all(waiting)
    expect(log.kept).toBe(100)
    // The header, the first, and all the others.
    expect(syncs).toBeLessThanOrEqual(3)
    await log.close()
  })

  it('on a full disk keeps what waits, and writes it once there is room', async () => {
    const dir = await folder()
    let full = false
    const files = faultyFiles((operation) => {
      if (full && operation === 'write') throw errno('ENOSPC')
    })
    const { log } = await open(dir, { files })
    log.append(1, payload('before'))
    await log.sync()
    full = true
    log.append(1, payload('while it is full'))
    await expect(log.sync()).rejects.toThrow(code('ERR_DISK_FULL'))
    await expect(log.sync()).rejects.toThrow(code('ERR_DISK_FULL'))
    expect([log.kept, log.last, log.failure]).toEqual([1, 2, undefined])
    full = false
    log.append(1, payload('after'))
    await log.sync()
    await log.close()
    const { records } = await open(dir, { fence: 2 })
    expect(texts(records)).toEqual(['1+1 before', '2+1 while it is full', '3+1 after'])
  })

  it('acknowledges nothing any more after a sync that failed', async () => {
    let broken = false
    const files = faultyFiles((operation) => {
      if (broken && operation === 'sync') throw errno('EIO')
    })
    const { log } = await open(await folder(), { files })
    log.append(1, payload('a'))
    await log.sync()
    broken = true
    log.append(1, payload('b'))
    await expect(log.sync()).rejects.toThrow(code('ERR_FSYNC'))
    broken = false
    await expect(log.sync()).rejects.toThrow(code('ERR_FSYNC'))
    expect(log.kept).toBe(1)
    await log.close()
  })

  it('of a zombie: what it appends is neither kept nor read', async () => {
    const dir = await folder()
    let fenced = false
    const check = async (): Promise<void> => {
      if (fenced) throw new EddyError('ERR_FENCED', 'another owns it')
    }
    const { log: zombie } = await open(dir, { check, segmentBytes: 64 })
    zombie.append(1, payload('first'))
    await zombie.sync()
    fenced = true
    const { log, records } = await open(dir, { fence: 2 })
    expect(texts(records)).toEqual(['1+1 first'])
    log.append(1, payload('second'))
    await log.sync()
    zombie.append(1, payload('a lie'))
    await expect(zombie.sync()).rejects.toThrow(code('ERR_FENCED'))
    await zombie.close()
    log.append(1, payload('third'))
    await log.sync()
    await log.close()
    expect(texts((await open(dir, { fence: 3 })).records)).toEqual(['1+1 first', '2+1 second', '3+1 third'])
  })

  it('begins segments anew, and removes those that a checkpoint covers', async () => {
    const dir = await folder()
    const { log } = await open(dir, { segmentBytes: 200 })
    for (let i = 0; i < 30; i++) {
      log.append(2, payload(`record ${i}`))
      await log.sync()
    }
    const before = (await readdir(dir)).length
    expect(before).toBeGreaterThan(5)
    await log.prune(31)
    expect((await readdir(dir)).length).toBeLessThan(before)
    await log.close()
    const { records } = await open(dir, { fence: 2, after: 31 })
    expect(records[0]?.number).toBe(31)
    expect(texts(records).at(-1)).toBe('59+2 record 29')
    const next = await open(dir, { fence: 3, after: 60 })
    expect(next.log.last).toBe(60)
  })

  it('behind a checkpoint: its numbers go on after those that the checkpoint holds', async () => {
    const dir = await folder()
    await three(dir)
    const { log } = await open(dir, { fence: 2, after: 20 })
    expect(log.append(1, payload('after'))).toBe(21)
    await log.sync()
    await log.close()
    expect(texts((await open(dir, { fence: 3, after: 20 })).records)).toEqual(['21+1 after'])
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fromAsyncIterable, pump, type Sample, sea } from '../../src/index.js'
import { fromCsv, fromNdjson } from '../../src/node.js'

/** What is in memory after a collection, when every loop has taken so many samples. */
export interface HoldReading {
  readonly samples: number
  readonly heapUsed: number
  /** Chunks of files and unpacked bytes. */
  readonly arrayBuffers: number
}

/**
 * Takes samples of every pull source by `for await`, all at the same time, each loop waiting `ms` at every sample: a consumer that
 * works asynchronously. Reads the memory ten times; by the first time the engine has
 * compiled what there is to compile.
 */
export async function holdReadings(samples: number, ms: number): Promise<readonly HoldReading[]> {
  const collect = globalThis.gc
  if (!collect) throw new Error('the reading of memory needs node --expose-gc: use npm run bench -- --hold')
  const folder = mkdtempSync(join(tmpdir(), 'eddy-hold-'))
  const taken = new Map<string, number>()
  const loops = Object.entries(sourcesIn(folder, samples)).map(async ([name, source]) => {
    for await (const _ of source) {
      taken.set(name, (taken.get(name) ?? 0) + 1)
      await new Promise((resolve) => setTimeout(resolve, ms))
    }
  })
  let ended = false
  const all = Promise.all(loops).finally(() => {
    ended = true
  })
  all.catch(() => undefined)
  const readings: HoldReading[] = []
  const stops = Array.from({ length: 10 }, (_, i) => Math.floor(((i + 1) * samples) / 10))
  try {
    for (const stop of stops) {
      const least = (): number => (taken.size < loops.length ? 0 : Math.min(...taken.values()))
      while (least() < stop && !ended) await new Promise((resolve) => setTimeout(resolve, 20))
      collect()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      readings.push({ samples: least(), heapUsed, arrayBuffers })
    }
    await all
  } finally {
    rmSync(folder, { recursive: true })
  }
  return readings
}

function sourcesIn(folder: string, samples: number): Readonly<Record<string, AsyncIterable<unknown>>> {
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  const rows = Array.from({ length: samples }, (_, i) => `${i % 17},${(i * 7) % 23}.5,word${i % 5},${i % 2}`)
  const csv = `a,b,text,y\n${rows.join('\n')}\n`
  const ndjson = rows.map((row, i) => JSON.stringify({ row, a: i % 17, y: i % 2 })).join('\n')
  function* drawn(): Generator<Sample> {
    for (let i = 0; i < samples; i++) yield { x: [i % 7], y: i % 3 }
  }
  return {
    csv: fromCsv(file('data.csv', csv), { target: 'y' }),
    gzip: fromCsv(file('data.csv.gz', gzipSync(csv)), { target: 'y' }),
    ndjson: fromNdjson(file('data.ndjson', ndjson), { target: 'y' }),
    iterable: fromAsyncIterable(drawn()),
    pump: pump(drawn()),
    synthetic: sea({ samples }),
  }
}

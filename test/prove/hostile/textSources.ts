import { load } from '../product.js'
import { demand, type Setting } from '../proof.js'
import type { Fuzzed } from './decoders.js'
import { longestTurnMs } from './loopWatch.js'
import { mutated } from './mutation.js'

const { fromCsv, fromNdjson } = await load<typeof import('../../../src/node.js')>('node.js')
const { EddyError } = await load<typeof import('../../../src/error.js')>('error.js')

const text = (value: string): Uint8Array => new TextEncoder().encode(value)
const row = (i: number): string => `${i * 0.5},"a ""quoted"", one",red,${i % 2 ? 'yes' : 'no'}`
const tables: readonly Uint8Array[] = [
  text(`a,b,c,y\n${Array.from({ length: 60 }, (_, i) => row(i)).join('\n')}\n`),
  text(`\ufeffa;y\r\n1,5;2\r\n3;4\r\n`),
  text('y\n'),
  text(`a,y\n"two\nlines",1\n${'x'.repeat(5000)},2\n"open, 3`),
  Uint8Array.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]),
]
const objects: readonly Uint8Array[] = [
  text(Array.from({ length: 60 }, (_, i) => JSON.stringify({ a: i, b: 'x', y: i % 3 })).join('\n')),
  text('{"y":1,"__proto__":{"a":1},"constructor":2}\n[]\nnull\n{"a":{"b":[1,2]}}\n'),
  text(`{"a":"${'\\ud800'.repeat(50)}","y":1e999}\n${'['.repeat(3000)}`),
]

/** In pieces, as a socket would bring it. */
async function* pieces(bytes: Uint8Array, random: Setting['random']): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; ) {
    const length = 1 + Math.floor(random() * 400)
    yield bytes.slice(at, at + length)
    at += length
  }
}

/** Reads one to its end; true if it came there, false if it was refused with an error of ours. */
function read(kind: 'csv' | 'ndjson', bytes: Uint8Array, { random, seed }: Setting, which: number): Promise<boolean> {
  const input = pieces(bytes, random)
  const options = { target: 'y' }
  const source = kind === 'csv' ? fromCsv(input, options) : fromNdjson(input, options)
  return new Promise((resolve, reject) => {
    source.subscribe({
      complete: () => resolve(true),
      error: (error: unknown) => {
        if (error instanceof EddyError) resolve(false)
        else reject(error)
      },
    })
  }).catch((error: unknown) =>
    demand(false, `${kind}, input ${which} of seed ${seed}: ${String(error)}`),
  ) as Promise<boolean>
}

/** Reads so many mutated texts: each comes to its end or is refused, in time. */
export async function fuzzTexts(kind: 'csv' | 'ndjson', count: number, setting: Setting): Promise<Fuzzed> {
  const seeds = kind === 'csv' ? tables : objects
  let [taken, worstMs] = [0, 0]
  for (let i = 0; i < count; i++) {
    const bytes = i < seeds.length ? (seeds[i] ?? new Uint8Array(0)) : mutated(seeds, setting.random)
    const attempt = async (): Promise<void> => {
      if (await read(kind, bytes, setting, i)) taken += 1
    }
    worstMs = Math.max(worstMs, await longestTurnMs(attempt))
  }
  return { taken, worstMs }
}

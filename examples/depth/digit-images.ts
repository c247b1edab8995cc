import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createRandom, type Label } from 'eddy'
import { fromCsv } from 'eddy/node'
import { lastValueFrom, toArray } from 'rxjs'
import { shuffle } from '../experiment/experiment.js'

/** A picture of a digit: its raw pixels, from -1 to 1, and what it is. */
export interface Digit {
  readonly x: Float32Array
  readonly y: number
}

/** Digits to learn from, and digits that are never learned. */
export interface Digits {
  readonly name: string
  readonly learned: readonly Digit[]
  readonly unseen: readonly Digit[]
}

/** The 1,797 digits of 8 x 8 pixels beside the examples; 500 of them, drawn at random, stay unseen. */
export async function digits8x8(): Promise<Digits> {
  const path = new URL('../data/digits8x8.csv', import.meta.url)
  const samples = await lastValueFrom(fromCsv(path, { target: 'digit' }).pipe(toArray()))
  const digits = samples.map(({ x, y }) => ({
    x: Float32Array.from(Object.values(x as Readonly<Record<string, number>>), (pixel) => pixel / 8 - 1),
    y: Number(y as Label),
  }))
  const mixed = shuffle(digits, createRandom(1).next)
  return { name: 'digits of 8 x 8 pixels', learned: mixed.slice(500), unseen: mixed.slice(0, 500) }
}

/** One IDX file, gzipped or not: the bytes behind its header, and how many entries there are. */
function idx(folder: string, name: string): { readonly bytes: Buffer; readonly count: number } {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync)
  if (!path) throw new Error(`there is no ${name} or ${name}.gz in ${folder}: MNIST's four files are wanted there`)
  const file = readFileSync(path)
  const bytes = path.endsWith('.gz') ? gunzipSync(file) : file
  return { bytes: bytes.subarray(4 + 4 * bytes.readUInt8(3)), count: bytes.readUInt32BE(4) }
}

/** The first so many digits of a part of MNIST, averaged from 28 x 28 to 14 x 14 pixels. */
export function mnistPart(folder: string, part: string, most: number): readonly Digit[] {
  const images = idx(folder, `${part}-images-idx3-ubyte`)
  const labels = idx(folder, `${part}-labels-idx1-ubyte`)
  return Array.from({ length: Math.min(most, images.count) }, (_, image) => ({
    x: Float32Array.from({ length: 196 }, (__, at) => {
      const corner = image * 784 + 56 * Math.floor(at / 14) + 2 * (at % 14)
      const sum = [0, 1, 28, 29].reduce((total, step) => total + (images.bytes[corner + step] ?? 0), 0)
      return sum / (2 * 255) - 1
    }),
    y: labels.bytes[image] ?? 0,
  }))
}

/** 8,000 digits of MNIST to learn from, 2,000 of its test part unseen. */
export const mnist = (folder: string): Digits => ({
  name: 'MNIST at 14 x 14 pixels',
  learned: mnistPart(folder, 'train', 8000),
  unseen: mnistPart(folder, 't10k', 2000),
})

import { EddyError } from '../error.js'
import type { Features, Sample } from '../features/sample.js'
import { bodyLength, type Column, columnsOf, encodeBody, textColumn } from '../snapshots/column.js'
import type { Metadata } from '../snapshots/metadata.js'
import { columnList, shapesFrom } from '../snapshots/columnList.js'

/*
 * The body of a SAMPLES frame: where every x is a vector of one length, a column `x` (f32, n times that length); and a
 * column `rest` (u8, JSON), a list of n objects with what else the samples have, x included where it is a record.
 */

export const SAMPLES_MAX = 1000

const isVector = (x: Features): x is Float32Array | readonly number[] => x instanceof Float32Array || Array.isArray(x)

/** Metadata (`n`, `columns`) and body of a SAMPLES frame. */
export function encodeSamples(samples: readonly Sample[]): { readonly meta: Metadata; readonly body: Uint8Array } {
  const first = samples[0]?.x ?? {}
  const length = isVector(first) ? first.length : -1
  const vectors = samples.every(({ x }) => isVector(x) && x.length === length)
  const columns: Column[] = []
  if (vectors) {
    const values = new Float32Array(samples.length * length)
    samples.forEach(({ x }, index) => {
      values.set(x as Float32Array, index * length)
    })
    columns.push({ name: 'x', type: 'f32', length: values.length, values })
  }
  const rest = samples.map(({ x, y, ...more }) => ({
    ...more,
    ...(y === undefined ? {} : { y: y instanceof Float32Array ? Array.from(y) : y }),
    ...(vectors ? {} : { x: x instanceof Float32Array ? Array.from(x) : x }),
  }))
  columns.push(textColumn('rest', JSON.stringify(rest)))
  return { meta: { n: samples.length, columns: columnList(columns) }, body: encodeBody(columns) }
}

/**
 * Samples from a frame that may be hostile: their shape is checked, their values are the learner's to judge.
 *
 * @throws {EddyError} ERR_SAMPLES
 */
export function decodeSamples(meta: Metadata, body: Uint8Array): readonly Sample[] {
  const { n } = meta
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > SAMPLES_MAX) {
    throw wrong(`must hold 1 to ${SAMPLES_MAX} samples, got ${String(n)}`)
  }
  const shapes = shapesFrom(meta['columns'])
  if (bodyLength(shapes) !== body.byteLength) throw wrong('have columns that do not fill the body')
  const columns = columnsOf(shapes, body)
  const rest = restOf(columns.find(({ name }) => name === 'rest')?.values, n)
  const vectors = columns.find(({ name }) => name === 'x')?.values
  if (vectors !== undefined && !(vectors instanceof Float32Array && vectors.length % n === 0)) {
    throw wrong('have a column x that is not n vectors of f32')
  }
  return rest.map((entry, index) => sampleFrom(entry, vectors && vectorAt(vectors, index, n)))
}

const vectorAt = (vectors: Float32Array, index: number, n: number): Float32Array => {
  const length = vectors.length / n
  return vectors.slice(index * length, (index + 1) * length)
}

function restOf(values: unknown, n: number): readonly Readonly<Record<string, unknown>>[] {
  let rest: unknown
  try {
    rest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(values as Uint8Array))
  } catch {
    throw wrong('have a column `rest` that is not JSON')
  }
  const fits =
    Array.isArray(rest) && rest.length === n && rest.every((entry) => typeof entry === 'object' && entry !== null)
  if (!fits) throw wrong('have a column `rest` that is not a list of n objects')
  return rest as readonly Readonly<Record<string, unknown>>[]
}

function sampleFrom(entry: Readonly<Record<string, unknown>>, vector: Float32Array | undefined): Sample {
  const x = vector ?? entry['x']
  if (typeof x !== 'object' || x === null) throw wrong('have a sample without x')
  const { y, id, key, at, weight } = entry
  return {
    x: x as Features,
    ...(y === undefined || y === null ? {} : { y: y as NonNullable<Sample['y']> }),
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof key === 'string' || typeof key === 'number' ? { key } : {}),
    ...(typeof at === 'number' ? { at } : {}),
    ...(typeof weight === 'number' ? { weight } : {}),
  }
}

const wrong = (what: string): EddyError => new EddyError('ERR_SAMPLES', `the samples ${what}`)

import { EddyError } from '../error.js'
import type { Features, Sample } from '../features/sample.js'
import { isFault } from '../rejection.js'
import { bodyLength, type Column, columnsOf, encodeBody, textColumn } from '../snapshots/column.js'
import type { Metadata } from '../snapshots/metadata.js'
import { columnList, shapesFrom } from '../snapshots/columnList.js'
import { Misfit, plainSample } from './plainSample.js'
import { SAMPLES_MAX } from './protocol.js'

/*
 * The body of a SAMPLES frame: where every x is a vector of one length, a column `x` (f32, n times that length); and a
 * column `rest` (u8, JSON), a list of n objects with what else the samples have, x included where it is a record; null
 * stands for what is no sample, so that the numbers of the others stay theirs.
 */

const isVector = (x: Features): x is Float32Array | readonly number[] => x instanceof Float32Array || Array.isArray(x)

const noVector = -1

/** How many numbers a sample's x has, or -1 where it is a record. */
export const vectorLength = ({ x }: Sample): number => (isVector(x) ? x.length : noVector)

/** What the column `rest` says of a sample. */
const restFrom = ({ x, y, ...more }: Sample, withX: boolean): object => ({
  ...more,
  ...(y === undefined ? {} : { y: y instanceof Float32Array ? Array.from(y) : y }),
  ...(withX ? { x: x instanceof Float32Array ? Array.from(x) : x } : {}),
})

/** Bytes that a sample takes in a frame whose samples are all of its kind. */
export function sampleBytes(sample: Sample): number {
  const length = vectorLength(sample)
  const text = JSON.stringify(restFrom(sample, length === noVector))
  const comma = 1
  return new TextEncoder().encode(text).byteLength + comma + 4 * Math.max(0, length)
}

/** Bytes of a body besides its samples: brackets, and two columns filled up to a multiple of 8. */
export const SAMPLES_FRAME_BYTES = 16

/** Metadata (`n`, `columns`) and body of a SAMPLES frame. */
export function encodeSamples(samples: readonly (Sample | Misfit)[]): {
  readonly meta: Metadata
  readonly body: Uint8Array
} {
  const lengths = new Set(samples.flatMap((sample) => (sample instanceof Misfit ? [] : [vectorLength(sample)])))
  const [length = noVector] = lengths
  const vectors = lengths.size === 1 && length !== noVector
  const columns: Column[] = []
  if (vectors) {
    const values = new Float32Array(samples.length * length)
    samples.forEach((sample, index) => {
      if (!(sample instanceof Misfit)) values.set(sample.x as Float32Array, index * length)
    })
    columns.push({ name: 'x', type: 'f32', length: values.length, values })
  }
  const rest = samples.map((sample) => (sample instanceof Misfit ? null : restFrom(sample, !vectors)))
  columns.push(textColumn('rest', JSON.stringify(rest)))
  return { meta: { n: samples.length, columns: columnList(columns) }, body: encodeBody(columns) }
}

/**
 * Samples from a frame that may be hostile, each of its own. What is no sample is told apart and ends nothing; values are the
 * learner's to judge.
 *
 * @throws {EddyError} ERR_SAMPLES, ERR_COLUMN for a frame that breaks the protocol
 */
export function decodeSamples(meta: Metadata, body: Uint8Array): readonly (Sample | Misfit)[] {
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
  return vectors.subarray(index * length, (index + 1) * length)
}

function restOf(values: unknown, n: number): readonly unknown[] {
  let rest: unknown
  try {
    rest = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(values as Uint8Array))
  } catch {
    throw wrong('have a column `rest` that is not JSON')
  }
  if (!Array.isArray(rest) || rest.length !== n) throw wrong('have a column `rest` that is not a list of n objects')
  return rest
}

function sampleFrom(entry: unknown, vector: Float32Array | undefined): Sample | Misfit {
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  const raw = isObject && vector ? { ...entry, x: vector } : entry
  const sample = plainSample(raw)
  return isFault(sample) ? new Misfit(raw, sample) : sample
}

const wrong = (what: string): EddyError => new EddyError('ERR_SAMPLES', `the samples ${what}`)

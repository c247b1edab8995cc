import { EddyError } from '../error.js'
import type { Features, Sample } from '../features/sample.js'
import { isFault } from '../rejection.js'
import { bodyLength, type Column, columnsOf, encodeBody, isFloats, textColumn } from '../snapshots/column.js'
import type { Metadata } from '../snapshots/metadata.js'
import { columnList, shapesFrom } from '../snapshots/columnList.js'
import { Misfit, plainSample } from './plainSample.js'
import { SAMPLES_MAX } from './protocol.js'

/*
 * The body of a SAMPLES frame. Where every x is a vector of one length, it has a column `x` of n times that length: f32 where
 * float32 holds every number exactly, otherwise f64. The column `rest` (u8, JSON) is a list of n objects with what else the
 * samples have, x included where it is a record. null stands for what is no sample, so that the numbers of the others stay
 * theirs.
 */

type Vector = Float32Array | readonly number[]

const isVector = (x: Features): x is Vector => x instanceof Float32Array || Array.isArray(x)

const noVector = -1

/** How many numbers a sample's x has, or -1 where it is a record. */
const vectorLength = ({ x }: Sample): number => (isVector(x) ? x.length : noVector)

/** Whether float32 holds each number of a vector. A file position or a time in milliseconds needs float64. */
function fitsFloat32(x: Vector): boolean {
  if (x instanceof Float32Array) return true
  return x.every((value) => Object.is(Math.fround(value), value))
}

/** Bytes of a number of a vector. */
const numberBytes = ({ x }: Sample): number => (isVector(x) && !fitsFloat32(x) ? 8 : 4)

/** What the samples of one frame have in common: the length of their vectors and the width of a number. */
export function sampleKind(sample: Sample): string {
  const length = vectorLength(sample)
  return length === noVector ? 'record' : `${length} of ${numberBytes(sample)} bytes`
}

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
  return new TextEncoder().encode(text).byteLength + comma + numberBytes(sample) * Math.max(0, length)
}

/** Bytes of a body besides its samples: brackets, and two columns filled up to a multiple of 8. */
export const SAMPLES_FRAME_BYTES = 16

/** Metadata (`n`, `columns`) and body of a SAMPLES frame. */
export function encodeSamples(samples: readonly (Sample | Misfit)[]): {
  readonly meta: Metadata
  readonly body: Uint8Array
} {
  const vectors = vectorColumn(samples)
  const rest = samples.map((sample) => (sample instanceof Misfit ? null : restFrom(sample, !vectors)))
  const columns = [...(vectors ? [vectors] : []), textColumn('rest', JSON.stringify(rest))]
  return { meta: { n: samples.length, columns: columnList(columns) }, body: encodeBody(columns) }
}

/** The column `x`; undefined where the samples aren't vectors of one length. */
function vectorColumn(samples: readonly (Sample | Misfit)[]): Column | undefined {
  const known = samples.filter((sample): sample is Sample => !(sample instanceof Misfit))
  const lengths = new Set(known.map(vectorLength))
  const [length = noVector] = lengths
  if (lengths.size !== 1 || length === noVector) return undefined
  const wide = known.some((sample) => numberBytes(sample) === 8)
  const values = wide ? new Float64Array(samples.length * length) : new Float32Array(samples.length * length)
  samples.forEach((sample, index) => {
    if (!(sample instanceof Misfit)) values.set(sample.x as Vector, index * length)
  })
  return { name: 'x', type: wide ? 'f64' : 'f32', length: values.length, values }
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
  if (vectors === undefined) return rest.map((entry) => sampleFrom(entry, undefined))
  if (!isFloats(vectors) || vectors.length % n !== 0) {
    throw wrong('have a column x that is not n vectors of f32 or f64')
  }
  const length = vectors.length / n
  return rest.map((entry, index) => sampleFrom(entry, vectors.subarray(index * length, (index + 1) * length)))
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

function sampleFrom(entry: unknown, vector: Float32Array | Float64Array | undefined): Sample | Misfit {
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry)
  const raw = isObject && vector ? { ...entry, x: vector } : entry
  const sample = plainSample(raw)
  return isFault(sample) ? new Misfit(raw, sample) : sample
}

const wrong = (what: string): EddyError => new EddyError('ERR_SAMPLES', `the samples ${what}`)

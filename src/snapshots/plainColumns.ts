import { EddyError } from '../error.js'
import { type Column, type ColumnType, type ColumnValues, isColumnType, textColumn, emptyValues } from './column.js'

/*
 * Plain data (records, lists, texts, numbers, truths, typed arrays) as columns: one of JSON under a name, and the typed
 * arrays end to end, a column for each of their types ("name.f64"). What JSON can't hold stands in a record with the key $:
 *
 *     {"$": "f64", "at": 3, "n": 2}    two numbers of name.f64, from the fourth on
 *     {"$": "NaN"}                     also Infinity, -Infinity, -0, undefined
 *     {"$": "record", "of": [...]}     a record that has itself a key $
 */

const EXACT: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['-0', -0],
  ['undefined', undefined],
])

const typeOf = (values: ColumnValues): ColumnType => {
  if (values instanceof Float64Array) return 'f64'
  if (values instanceof Float32Array) return 'f32'
  if (values instanceof Uint32Array) return 'u32'
  return values instanceof Int32Array ? 'i32' : 'u8'
}

const isValues = (value: object): value is ColumnValues =>
  [Float64Array, Float32Array, Uint32Array, Int32Array, Uint8Array].some((kind) => value instanceof kind)

/**
 * Columns that hold a value to the last bit. Copies.
 *
 * @throws {EddyError} ERR_COLUMN for what isn't plain data: a function, a Map, an object of a class, ...
 */
export function plainColumns(name: string, value: unknown): readonly Column[] {
  const vectors = new Map<ColumnType, ColumnValues[]>()
  const json = JSON.stringify(written(value, vectors))
  const columns = [textColumn(name, json)]
  for (const [type, parts] of vectors) {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    const values = emptyValues(type, length)
    let at = 0
    for (const part of parts) {
      values.set(part, at)
      at += part.length
    }
    columns.push({ name: `${name}.${type}`, type, length, values })
  }
  return columns
}

function written(value: unknown, vectors: Map<ColumnType, ColumnValues[]>): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value
  if (value === undefined) return { $: 'undefined' }
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $: '-0' }
    return Number.isFinite(value) ? value : { $: String(value) }
  }
  if (typeof value !== 'object') throw notPlain(typeof value)
  if (isValues(value)) return vectorOf(value, vectors)
  if (Array.isArray(value)) return value.map((inner) => written(inner, vectors))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw notPlain(value.constructor?.name)
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => [key, written(inner, vectors)] as const)
  return '$' in value ? { $: 'record', of: entries } : Object.fromEntries(entries)
}

function vectorOf(value: ColumnValues, vectors: Map<ColumnType, ColumnValues[]>): object {
  const type = typeOf(value)
  const parts = vectors.get(type) ?? []
  const at = parts.reduce((sum, part) => sum + part.length, 0)
  vectors.set(type, [...parts, value])
  return { $: type, at, n: value.length }
}

const notPlain = (kind: unknown): EddyError =>
  new EddyError('ERR_COLUMN', `expected plain data (records, lists, texts, numbers, typed arrays), got ${String(kind)}`)

/**
 * The value of such columns; copies.
 *
 * @throws {EddyError} ERR_COLUMN where they aren't there or contradict each other
 */
export function plainFrom(name: string, columns: readonly Column[]): unknown {
  const find = (of: string): ColumnValues | undefined => columns.find((column) => column.name === of)?.values
  const text = find(name)
  if (!(text instanceof Uint8Array)) throw new EddyError('ERR_COLUMN', `there is no column \`${name}\``)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    throw new EddyError('ERR_COLUMN', `the column \`${name}\` is not JSON`)
  }
  return read(json, (type) => find(`${name}.${type}`))
}

function read(json: unknown, vector: (type: ColumnType) => ColumnValues | undefined): unknown {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map((inner) => read(inner, vector))
  const record = json as Readonly<Record<string, unknown>>
  const kind = record['$']
  if (kind === undefined) return fromEntries(Object.entries(record), vector)
  if (kind === 'record') return fromEntries(record['of'] as readonly (readonly [string, unknown])[], vector)
  if (!isColumnType(kind)) return EXACT.get(String(kind))
  const [at, n] = [Number(record['at']), Number(record['n'])]
  const values = vector(kind)?.slice(at, at + n)
  if (values?.length === n) return values
  throw new EddyError('ERR_COLUMN', `of ${n} numbers of type ${kind}, ${values?.length ?? 0} are there`)
}

const fromEntries = (
  entries: readonly (readonly [string, unknown])[],
  vector: (type: ColumnType) => ColumnValues | undefined,
): object => Object.fromEntries(entries.map(([key, inner]) => [key, read(inner, vector)]))

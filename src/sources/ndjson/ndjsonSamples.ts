import type { Label, Sample } from '../../features/sample.js'
import type { Unreadable } from '../sampleSource.js'

export interface NdjsonSampleOptions {
  /** The field that is to be predicted, dotted where it is nested; without it samples are questions. */
  readonly target?: string
  /** A field that becomes the sample's id, and not a feature. */
  readonly id?: string
  /** A field that becomes the sample's time, in ISO 8601 or milliseconds since 1970. It stays a feature too. */
  readonly at?: string
  /** Fields to leave out. */
  readonly drop?: readonly string[]
}

type Value = number | string | boolean | null
type Mutable = { -readonly [Key in keyof Sample]: Sample[Key] }

/** Objects nested deeper than this are no records. */
const DEPTH_MAX = 8

/**
 * A line of NDJSON as a sample: `{"a": {"b": 1}, "c": [2, 3]}` has the features `a.b`, `c.0` and `c.1`.
 *
 * @returns what is wrong, where the line is no JSON object
 */
export function ndjsonSample(text: string, line: number, options: NdjsonSampleOptions): Sample | Unreadable {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { code: 'ERR_JSON', reason: (error as Error).message, line }
  }
  if (text.includes('\ufffd')) return { code: 'ERR_UTF8', reason: 'the line is not UTF-8', line }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { code: 'ERR_JSON', reason: `expected an object, got ${text.slice(0, 40)}`, line }
  }
  const x: Record<string, Value> = {}
  if (!flatten(json, '', x, 0)) return { code: 'ERR_JSON', reason: `nested more than ${DEPTH_MAX} deep`, line }
  return sampleOf(x, options)
}

function flatten(value: object, prefix: string, into: Record<string, Value>, depth: number): boolean {
  if (depth > DEPTH_MAX) return false
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null) {
      if (!flatten(inner, `${prefix}${name}.`, into, depth + 1)) return false
    } else into[prefix + name] = inner as Value
  }
  return true
}

function sampleOf(x: Record<string, Value>, { target, id, at, drop = [] }: NdjsonSampleOptions): Sample {
  const sample: Mutable = { x }
  const y = target === undefined ? undefined : x[target]
  if (y !== undefined && y !== null) sample.y = y as Label
  if (id !== undefined && x[id] !== undefined) sample.id = String(x[id])
  if (at !== undefined) sample.at = timeOf(x[at] ?? null)
  for (const name of [target, id, ...drop]) if (name !== undefined) delete x[name]
  return sample
}

const timeOf = (value: Value): number => (typeof value === 'number' ? value : Date.parse(String(value)))

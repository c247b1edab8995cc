import type { Label, Target } from '../../features/sample.js'

/** A flat record: each value under its dotted name. */
export type Fields = Map<string, Label | null>

/** What a line of JSON holds. */
export interface JsonFields {
  readonly fields: Fields
  /** The target, if it is a list of numbers. */
  readonly targets: Target | undefined
}

/** Objects nested deeper than this are no records. */
const DEPTH_MAX = 8

/**
 * A record of JSON as flat fields: `{"a": {"b": 1}, "c": [2, 3]}` has the fields `a.b`, `c.0` and `c.1`. Some programs
 * write NaN and Infinity, which are not JSON. They are read as null.
 *
 * @returns the reason, if the text is no JSON object
 */
export function jsonFields(text: string, target: string | undefined): JsonFields | { readonly reason: string } {
  let json: unknown
  try {
    json = parsed(text)
  } catch (error) {
    return { reason: (error as Error).message }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { reason: `expected an object, got ${text.slice(0, 40)}` }
  }
  const found = { fields: new Map<string, Label | null>(), targets: undefined as Target | undefined }
  return flatten(json, '', { found, target, depth: 0 }) ? found : { reason: `nested more than ${DEPTH_MAX} deep` }
}

/** Matches strings, and names of numbers that aren't JSON. */
const NOT_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const json = text.replace(NOT_JSON, (found) => (found.startsWith('"') ? found : 'null'))
    if (json === text) throw error
    return JSON.parse(json)
  }
}

interface Flattening {
  readonly found: { readonly fields: Fields; targets: Target | undefined }
  readonly target: string | undefined
  readonly depth: number
}

function flatten(value: object, prefix: string, { found, target, depth }: Flattening): boolean {
  if (depth > DEPTH_MAX) return false
  for (const [name, inner] of Object.entries(value)) {
    const path = prefix + name
    if (path === target && isNumbers(inner)) found.targets = inner
    else if (typeof inner === 'object' && inner !== null) {
      if (!flatten(inner, `${path}.`, { found, target, depth: depth + 1 })) return false
    } else found.fields.set(path, inner as Label | null)
  }
  return true
}

const isNumbers = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number')

import { EddyError } from '../../error.js'
import { jsonFields } from './jsonFields.js'

/** The number of brackets around each record. Undefined if each record is a line. */
export interface JsonShape {
  readonly depth: number | undefined
}

const LINES: JsonShape = { depth: undefined }
/** Matches an object in which an array of objects follows after simple values, or comes first. */
const WRAPPED =
  /^\s*\{(?:\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)\s*,)*\s*"(?:[^"\\]|\\.)*"\s*:\s*\[\s*\{/
/** Matches the first line of an object that takes several lines. */
const BEGUN = /^\s*\{(?:\s*"(?:[^"\\]|\\.)*"\s*:[^}]*,?)?\s*$/
/** Matches a line with several objects. */
const JOINED = /\}\s*\{/
const ARRAY = /^\s*\[\s*[{\]]/
const NESTED = /^\s*\[\s*[^{\]\s]/

/**
 * Tells the shape of JSON by its beginning. Undefined if it is no JSON.
 *
 * @param whole whether nothing follows the text
 * @param sure whether the first line must be a valid object
 */
export function jsonShape(
  text: string,
  { whole, sure }: { readonly whole: boolean; readonly sure: boolean },
): JsonShape | undefined {
  if (ARRAY.test(text)) return { depth: 1 }
  if (!/^\s*\{/.test(text)) return undefined
  const [first = '', ...others] = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const isRecord = !('reason' in jsonFields(first.trim().replace(/,$/, ''), undefined))
  if (isRecord && !(whole && others.length === 0 && WRAPPED.test(text))) return LINES
  if (WRAPPED.test(text)) return { depth: 2 }
  if ((BEGUN.test(first) && others.length > 0) || (!isRecord && JOINED.test(first))) return { depth: 0 }
  return sure && !isRecord ? undefined : LINES
}

/** @throws {EddyError} ERR_NOT_JSON if the text is an array of anything but objects */
export function refuseNested(text: string, name: string): void {
  if (!NESTED.test(text) || !isJsonArray(text)) return
  throw new EddyError(
    'ERR_NOT_JSON',
    `${name} is an array of values without names: expected objects, such as [{"a": 1, "y": 2}]`,
  )
}

const isJsonArray = (text: string): boolean => /^\s*\[\s*(?:\[|"(?:[^"\\]|\\.)*"\s*,|[-\d.]+\s*,)/.test(text)

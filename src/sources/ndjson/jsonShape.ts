import { EddyError } from '../../error.js'
import { jsonFields } from './jsonFields.js'

/** How records stand in a text: inside of so many brackets; undefined stands for a line each. */
export interface JsonShape {
  readonly depth: number | undefined
}

const LINES: JsonShape = { depth: undefined }
/** The beginning of an object whose first value that is no text, number or truth is an array of objects. */
const WRAPPED =
  /^\s*\{(?:\s*"(?:[^"\\]|\\.)*"\s*:\s*(?:"(?:[^"\\]|\\.)*"|[-+.\w]+)\s*,)*\s*"(?:[^"\\]|\\.)*"\s*:\s*\[\s*\{/
/** The first line of an object that goes on over several lines. */
const BEGUN = /^\s*\{(?:\s*"(?:[^"\\]|\\.)*"\s*:[^}]*,?)?\s*$/
/** Objects one after the other in a line. */
const JOINED = /\}\s*\{/
const ARRAY = /^\s*\[\s*[{\]]/
const NESTED = /^\s*\[\s*[^{\]\s]/

/**
 * Tells the shape of JSON by its beginning; undefined where it is none.
 *
 * @param whole whether nothing follows the text
 * @param sure whether a line that only looks like JSON isn't enough
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

/** @throws {EddyError} ERR_NOT_JSON for an array of what has no names */
export function refuseNested(text: string, name: string): void {
  if (!NESTED.test(text) || !isJsonArray(text)) return
  throw new EddyError(
    'ERR_NOT_JSON',
    `${name} is an array of values without names: expected objects, such as [{"a": 1, "y": 2}]`,
  )
}

const isJsonArray = (text: string): boolean => /^\s*\[\s*(?:\[|"(?:[^"\\]|\\.)*"\s*,|[-\d.]+\s*,)/.test(text)

import { describeValue } from './describeValue.js'
import { Fault } from './rejection.js'

/** Properties of a record that are read at most, to find out whether it can be read. */
const PROPERTIES_MAX = 10_000

/** The fault of a value that threw `error` while it was read: a Proxy, or a getter that throws. */
export const unreadable = (error: unknown): Fault =>
  new Fault('ERR_SAMPLE', `expected a sample that can be read, got one that throws: ${messageOf(error)}`)

/**
 * What is wrong with a sample or record that some code failed to handle, if the value itself is to blame: it is no object,
 * or reading it throws. Undefined for an object that can be read: then the code is to blame.
 */
export function readingFault(value: unknown): Fault | undefined {
  if (typeof value !== 'object' || value === null)
    return new Fault('ERR_SAMPLE', `expected an object, got ${describeValue(value)}`)
  try {
    readThrough(value, 2)
    return undefined
  } catch (error) {
    return unreadable(error)
  }
}

/** Whether a value of any type has nothing to read: null, undefined, or an object that throws. */
export const isUnreadable = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && readingFault(value) !== undefined)

/** Those of a sample, which a class may define by getters: these are not enumerated. */
const SAMPLE_PROPERTIES = ['x', 'y', 'id', 'key', 'at', 'weight']

/** Reads every property, and those of the objects in it. */
function readThrough(value: object, depth: number): void {
  let count = 0
  if (depth > 1) for (const name of SAMPLE_PROPERTIES) Reflect.get(value, name)
  for (const name in value) {
    const part: unknown = (value as Readonly<Record<string, unknown>>)[name]
    if (depth > 1 && typeof part === 'object' && part !== null) readThrough(part, depth - 1)
    count += 1
    if (count >= PROPERTIES_MAX) return
  }
}

/** The message of whatever was thrown, by a callback say; reading it may throw as well. */
export function messageOf(error: unknown): string {
  try {
    if (error instanceof Error && typeof error.message === 'string') return error.message
  } catch {
    return 'an error that throws when it is read'
  }
  return describeValue(error)
}

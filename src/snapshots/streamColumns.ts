import { isStateKey, type KeyedStates, type StateKey } from '../autodiff/running/streamStates.js'
import { EddyError } from '../error.js'
import { type Column, textColumn } from './column.js'

/** What recurrent layers keep, as columns of a snapshot; none where nothing is kept. */
export function streamColumns({ keys, values }: KeyedStates): Column[] {
  if (keys.length === 0) return []
  const type = values instanceof Float32Array ? 'f32' : 'f64'
  return [textColumn('keys', JSON.stringify(keys)), { name: 'memory', type, length: values.length, values }]
}

const none: KeyedStates = { keys: [], values: new Float32Array(0) }

/**
 * The same from columns; no keys where there are none.
 *
 * @throws {EddyError} ERR_SNAPSHOT if they are not what a model writes
 */
export function streamsOf(columns: readonly Column[]): KeyedStates {
  const [text, values] = ['keys', 'memory'].map((name) => columns.find((column) => column.name === name)?.values)
  if (text === undefined && values === undefined) return none
  const floats = values instanceof Float32Array || values instanceof Float64Array
  const keys = text instanceof Uint8Array ? keysFrom(text) : undefined
  if (keys && floats) return { keys, values }
  throw new EddyError('ERR_SNAPSHOT', 'the columns `keys` and `memory` are not what a model writes')
}

function keysFrom(text: Uint8Array): readonly StateKey[] | undefined {
  try {
    const keys: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
    return Array.isArray(keys) && keys.every(isStateKey) && new Set(keys).size === keys.length ? keys : undefined
  } catch {
    return undefined
  }
}

import { describeValue } from '../describeValue.js'
import { Fault } from '../rejection.js'
import { unreadable } from '../unreadable.js'

/** What is wrong with a value in the place of a record that `learn` emits, if anything. */
export function recordFault(record: unknown): Fault | undefined {
  if (typeof record === 'object' && record !== null) {
    try {
      const { prediction, target } = record as { readonly prediction?: unknown; readonly target?: unknown }
      if (isPrediction(prediction) && isTarget(target)) return undefined
    } catch (error) {
      return unreadable(error)
    }
  }
  const expected = 'a record of `learn`, with its prediction and its target'
  return new Fault('ERR_SAMPLE', `expected ${expected}, got ${describeValue(record)}`)
}

const isPrediction = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof (value as { readonly task?: unknown }).task === 'string'

const isTarget = (value: unknown): boolean =>
  typeof value === 'number' ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  Array.isArray(value) ||
  ArrayBuffer.isView(value)

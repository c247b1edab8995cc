import { isStateKey, type StateKey } from '../../autodiff/running/streamStates.js'
import type { Sample } from '../../features/sample.js'
import { notAKey } from '../../layers/model/keyFault.js'
import type { Fault } from '../../rejection.js'
import { readingFault } from '../../unreadable.js'

/** Says whose state a sample goes with: the name of a field, of its record `x` or else of the sample, or a function. */
export type SampleKey = string | ((sample: Sample) => StateKey)

const fieldOf = (sample: Sample, name: string): unknown => {
  const { x } = sample
  if (typeof x === 'object' && x !== null && Object.hasOwn(x, name))
    return (x as Readonly<Record<string, unknown>>)[name]
  return (sample as unknown as Readonly<Record<string, unknown>>)[name]
}

/**
 * The key of a sample, or what is wrong with it. Without a rule its own `key`, and '' where it has none. Throws what a rule
 * that is a function throws, unless the sample is no object or throws when it is read: then that is the fault.
 */
export function keyOf(sample: Sample, rule: SampleKey | undefined): StateKey | Fault {
  try {
    return readKey(sample, rule)
  } catch (error) {
    const fault = readingFault(sample)
    if (fault) return fault
    throw error
  }
}

function readKey(sample: Sample, rule: SampleKey | undefined): StateKey | Fault {
  // A `key` of another kind is something else, and no reason to set samples aside that go through layers without states.
  if (rule === undefined) return isStateKey(sample.key) ? sample.key : ''
  const key = typeof rule === 'function' ? rule(sample) : fieldOf(sample, rule)
  if (isStateKey(key)) return key
  return notAKey(key, typeof rule === 'string' ? `\`${rule}\`` : 'key')
}

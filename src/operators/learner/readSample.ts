import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { Features, Sample, Target } from '../../features/sample.js'
import { describeValue } from '../../describeValue.js'
import { Fault, isFault } from '../../rejection.js'
import { unreadable } from '../../unreadable.js'
import { keyOf, type SampleKey } from './sampleKey.js'

/** What a learner takes from a sample. */
export interface SampleParts {
  readonly x: Features
  /** A copy, where it is an array. */
  readonly y: Target | undefined
  readonly weight: number
  /** Or what is wrong with it: that matters only where a model keeps states, or learns. */
  readonly key: StateKey | Fault
}

/**
 * Reads each part of a sample once, so that a getter that answers differently the next time changes nothing. Of a value
 * that is no object, or throws when it is read, it gives the fault.
 */
export function readSample(sample: Sample, rule: SampleKey | undefined): SampleParts | Fault {
  if (typeof sample !== 'object' || sample === null)
    return new Fault('ERR_SAMPLE', `expected a sample, an object with x, got ${describeValue(sample)}`)
  let x: Features
  let y: Target | undefined
  let weight: number
  try {
    ;({ x, y, weight = 1 } = sample)
    if (Array.isArray(y)) y = [...(y as readonly number[])]
  } catch (error) {
    return unreadable(error)
  }
  // A rule for keys is the user's, and sees no sample without an `x`.
  if (typeof x !== 'object' || x === null) return notFeatures(x)
  const key = keyOf(sample, rule)
  return isFault(key) && key.code === 'ERR_SAMPLE' ? key : { x, y, weight, key }
}

const notFeatures = (x: unknown): Fault =>
  new Fault('ERR_INPUT_TYPE', `expected a vector of numbers, or a record of named values, got ${describeValue(x)}`)

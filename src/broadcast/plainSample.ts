import { notARecord, plainValue } from '../features/featureValue.js'
import type { Features, Sample, Target } from '../features/sample.js'
import { Fault, isFault } from '../rejection.js'

/** What was pushed as a sample and is none. */
export class Misfit {
  readonly raw: unknown
  readonly fault: Fault

  constructor(raw: unknown, fault: Fault) {
    this.raw = raw
    this.fault = fault
  }
}

type Value = number | string | boolean | null

/**
 * A sample as it travels: a copy with nothing else in it; or what keeps `value` from being one. Only
 * what could not arrive as it left is refused: the rest is the learner's to judge.
 */
export function plainSample(value: unknown): Sample | Fault {
  try {
    return copyOf(value)
  } catch (error) {
    return new Fault(
      'ERR_SAMPLE',
      `the sample can't be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function copyOf(value: unknown): Sample | Fault {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return new Fault('ERR_SAMPLE', `expected a sample, an object with x, got ${kindOf(value)}`)
  }
  const { x, y, id, key, at, weight } = value as Readonly<Record<string, unknown>>
  const features = featuresOf(x)
  if (isFault(features)) return features
  const target = targetOf(y)
  if (isFault(target)) return target
  if (isGiven(id) && typeof id !== 'string') return new Fault('ERR_SAMPLE', `expected a text as id, got ${kindOf(id)}`)
  if (isGiven(at) && !isNumber(at)) return new Fault('ERR_SAMPLE', `expected milliseconds as \`at\`, got ${kindOf(at)}`)
  if (isGiven(weight) && !isNumber(weight)) return new Fault('ERR_WEIGHT', `expected a weight, got ${kindOf(weight)}`)
  return {
    x: features,
    ...(target === undefined ? {} : { y: target }),
    ...(isGiven(id) ? { id } : {}),
    // One of another kind is something else, as for a learner.
    ...(typeof key === 'string' || isNumber(key) ? { key } : {}),
    ...(isGiven(at) ? { at } : {}),
    ...(isGiven(weight) ? { weight } : {}),
  }
}

const isGiven = <T>(value: T): value is NonNullable<T> => value !== undefined && value !== null
const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))

const kindOf = (value: unknown): string => {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return 'a list'
  return value === undefined ? 'nothing' : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

function featuresOf(x: unknown): Features | Fault {
  if (isList(x)) return vectorOf(x)
  if (typeof x !== 'object' || x === null) {
    return new Fault(
      'ERR_INPUT_TYPE',
      `expected a vector of numbers, or a record of named values, as x, got ${kindOf(x)}`,
    )
  }
  const noRecord = notARecord(x)
  if (noRecord !== undefined) return new Fault('ERR_INPUT_TYPE', noRecord)
  const named = Object.entries(x)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, plainValue(value)] as const)
  const wrong = named.find(([, value]) => !isValue(value))
  if (!wrong) return Object.fromEntries(named as (readonly [string, Value])[])
  const [name, value] = wrong
  const code = typeof value === 'number' ? 'ERR_INPUT_VALUE' : 'ERR_INPUT_TYPE'
  return new Fault(code, `'${name}': expected a finite number, text, a boolean or null, got ${kindOf(value)}`)
}

const isValue = (value: unknown): value is Value =>
  value === null || typeof value === 'string' || typeof value === 'boolean' || isNumber(value)

function vectorOf(x: ArrayLike<unknown>): Float32Array | readonly number[] | Fault {
  if (x instanceof Float32Array) return x.slice()
  const vector = Array.from(x)
  const index = vector.findIndex((value) => typeof value !== 'number')
  if (index < 0) return vector as readonly number[]
  return new Fault('ERR_INPUT_TYPE', `expected numbers as x, got ${kindOf(vector[index])} at index ${index}`, index)
}

/** None for null: JSON of other languages says so. */
function targetOf(y: unknown): Target | Fault | undefined {
  if (!isGiven(y)) return undefined
  if (typeof y === 'string' || typeof y === 'boolean' || isNumber(y)) return y
  if (!isList(y))
    return new Fault('ERR_TARGET_VALUE', `expected a finite number, a label, or numbers as y, got ${kindOf(y)}`)
  const numbers = Array.from(y)
  const index = numbers.findIndex((value) => !isNumber(value))
  if (index < 0) return numbers as readonly number[]
  return new Fault(
    'ERR_TARGET_VALUE',
    `expected finite numbers as y, got ${kindOf(numbers[index])} at index ${index}`,
    index,
  )
}

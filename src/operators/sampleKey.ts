import type { StateKey } from '../autodiff/running/streamStates.js'
import type { Sample } from '../features/sample.js'
import { Fault } from '../layers/rejection.js'

/** Says whose state a sample goes with: the name of a field, of its record `x` or else of the sample, or a function. */
export type SampleKey = string | ((sample: Sample) => StateKey)

const fieldOf = (sample: Sample, name: string): unknown => {
  const { x } = sample
  if (typeof x === 'object' && x !== null && Object.hasOwn(x, name))
    return (x as Readonly<Record<string, unknown>>)[name]
  return (sample as unknown as Readonly<Record<string, unknown>>)[name]
}

/** The key of a sample, or what is wrong with it. Without a rule its own `key`, and '' where it has none. */
export function keyOf(sample: Sample, rule: SampleKey | undefined): StateKey | Fault {
  const key =
    typeof rule === 'function' ? rule(sample) : rule === undefined ? (sample.key ?? '') : fieldOf(sample, rule)
  if (typeof key === 'string' || (typeof key === 'number' && Number.isFinite(key))) return key
  const place = typeof rule === 'string' ? `\`${rule}\`` : 'key'
  return new Fault('ERR_KEY', `expected a text or a number as ${place}, got ${String(key)} (${typeof key})`)
}

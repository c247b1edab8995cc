import { EddyError } from '../../error.js'
import type { Initializer } from '../tracing/trace.js'
import { elements } from '../tracing/node.js'

/**
 * What a parameter starts from.
 *
 * @throws {EddyError} ERR_OPTION if its initializer, which may be a custom one, gives a number that isn't finite in float32
 */
export function startValues(
  { name, shape, start }: { readonly name: string; readonly shape: readonly number[]; readonly start: Initializer },
  random: () => number,
): Float64Array {
  const values = new Float64Array(elements(shape))
  start.fill(values, shape, random)
  const wrong = values.findIndex((value) => !Number.isFinite(Math.fround(value)))
  if (wrong < 0) return values
  throw new EddyError(
    'ERR_OPTION',
    `the parameter ${name} starts with ${values[wrong]} at index ${wrong}: its initializer must give finite numbers`,
  )
}

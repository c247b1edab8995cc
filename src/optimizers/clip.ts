import { EddyError } from '../error.js'
import { type Optimizer, notNegative, single } from './optimizer.js'

/** Each component of the gradient kept within +-max. */
export function clipByValue({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByValue', 'max', max)
  return single('clipByValue', { max }, (trace) => trace.max(trace.min(trace.g, max), -max))
}

/** The whole gradient scaled to a norm of at most `max`: all parameters together. First in a chain. */
export function clipByNorm({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByNorm', 'max', max)
  return single('clipByNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('global', max)))
}

/** The gradient of each parameter scaled to a norm of at most `max`. First in a chain. */
export function clipByLayerNorm({ max }: { readonly max: number }): Optimizer {
  notNegative('clipByLayerNorm', 'max', max)
  return single('clipByLayerNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('parameter', max)))
}

/** One way to bound a gradient: each component, all parameters together, or each parameter by itself. */
export type ClipOptions = { readonly value: number } | { readonly norm: number } | { readonly layerNorm: number }

/**
 * Clipping from plain options.
 *
 * @throws {EddyError} ERR_OPTION unless exactly one of `value`, `norm`, `layerNorm` is given, a finite number of 0 or more
 */
export function clip(options: ClipOptions): Optimizer {
  const [given, ...more] = Object.entries(options)
  const make = given && Object.hasOwn(clips, given[0]) ? clips[given[0] as keyof typeof clips] : undefined
  if (given && make && more.length === 0) return make({ max: given[1] })
  throw new EddyError(
    'ERR_OPTION',
    `clip: expected one of { value }, { norm } or { layerNorm }, got ${JSON.stringify(options)}`,
  )
}

const clips = { value: clipByValue, norm: clipByNorm, layerNorm: clipByLayerNorm } as const

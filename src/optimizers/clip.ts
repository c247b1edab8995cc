import { EddyError } from '../error.js'
import { checkOptions, type Expectation, notNegative, required, type TableOf } from '../options.js'
import { describeValue } from '../describeValue.js'
import { type Optimizer, single } from './optimizer.js'

export interface ClipMaxOptions {
  /** 0 or more. */
  readonly max: number
}

const table: TableOf<ClipMaxOptions> = { max: required(notNegative) }

/** Each component of the gradient kept within +-max. */
export function clipByValue(options: ClipMaxOptions): Optimizer {
  checkOptions('clipByValue', options, table)
  const { max } = options
  return single('clipByValue', { max }, (trace) => trace.max(trace.min(trace.g, max), -max))
}

/** The whole gradient scaled to a norm of at most `max`: all parameters together. First in a chain. */
export function clipByNorm(options: ClipMaxOptions): Optimizer {
  checkOptions('clipByNorm', options, table)
  const { max } = options
  return single('clipByNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('global', max)))
}

/** The gradient of each parameter scaled to a norm of at most `max`. First in a chain. */
export function clipByLayerNorm(options: ClipMaxOptions): Optimizer {
  checkOptions('clipByLayerNorm', options, table)
  const { max } = options
  return single('clipByLayerNorm', { max }, (trace) => trace.mul(trace.g, trace.clipFactor('parameter', max)))
}

/** One way to bound a gradient: each component, all parameters together, or each parameter by itself. */
export type ClipOptions = { readonly value: number } | { readonly norm: number } | { readonly layerNorm: number }

export const clipTable: Readonly<Record<'value' | 'norm' | 'layerNorm', Expectation>> = {
  value: notNegative,
  norm: notNegative,
  layerNorm: notNegative,
}

/**
 * Clipping from plain options.
 *
 * @throws {EddyError} ERR_OPTION unless exactly one of `value`, `norm`, `layerNorm` is given, a finite number of 0 or more
 */
export function clip(options: ClipOptions): Optimizer {
  checkOptions('clip', options, clipTable)
  const [given, ...more] = Object.entries<number | undefined>({ ...options }).filter(([, max]) => max !== undefined)
  if (given && more.length === 0) return clips[given[0] as keyof typeof clips]({ max: Number(given[1]) })
  const came = given ? 'several' : describeValue(options)
  throw new EddyError('ERR_OPTION', `clip: expected one of \`value\`, \`norm\`, \`layerNorm\`, got ${came}`)
}

const clips = { value: clipByValue, norm: clipByNorm, layerNorm: clipByLayerNorm } as const

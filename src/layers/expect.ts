import { EddyError } from '../error.js'
import type { Tensor, Value } from '../autodiff/tracing/trace.js'

export const showShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`

export const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** Throws ERR_SHAPE, naming the layer, the shape it got and what it wanted. */
export function wrongShape(layer: string, shape: readonly number[], wanted: string): never {
  throw new EddyError('ERR_SHAPE', `${layer}: got a value of shape ${showShape(shape)}, wanted ${wanted}`)
}

/** A whole number of at least `least`, or ERR_OPTION. */
export function wholeNumber(layer: string, option: string, value: unknown, least = 1): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value
  throw new EddyError(
    'ERR_OPTION',
    `${layer}: \`${option}\` must be a whole number of at least ${least}, got ${String(value)} (${typeof value})`,
  )
}

/** A finite number that passes `holds`, or ERR_OPTION saying what was `wanted`. */
export function finiteNumber(
  layer: string,
  option: string,
  value: unknown,
  wanted = 'a finite number',
  holds: (value: number) => boolean = () => true,
): number {
  if (typeof value === 'number' && Number.isFinite(value) && holds(value)) return value
  throw new EddyError('ERR_OPTION', `${layer}: \`${option}\` must be ${wanted}, got ${String(value)} (${typeof value})`)
}

/** `n` or `[n, m, ...]` as a list with one whole number per axis. */
export function perAxis(layer: string, option: string, value: unknown, axes: number, least: number): number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : Array.from({ length: axes }, () => value)
  if (list.length !== axes) {
    throw new EddyError(
      'ERR_OPTION',
      `${layer}: \`${option}\` must be a whole number or ${axes} of them, got ${JSON.stringify(value)}`,
    )
  }
  return list.map((size) => wholeNumber(layer, option, size, least))
}

export const isTensor = (value: Value): value is Tensor =>
  !Array.isArray(value) &&
  'id' in value &&
  typeof value.id === 'number' &&
  'shape' in value &&
  Array.isArray(value.shape)

/** The one tensor a layer needs, or ERR_SHAPE. */
export function oneTensor(layer: string, value: Value): Tensor {
  if (isTensor(value)) return value
  throw new EddyError('ERR_SHAPE', `${layer}: got several tensors, wanted one; join them with concatenate() first`)
}

import { EddyError } from '../error.js'
import { type Expectation, wholeNumber } from '../options.js'
import { isTensor, type Tensor, type Value } from '../autodiff/tracing/trace.js'

export const showShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`

export const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1)

/** Throws ERR_SHAPE, naming the layer, the shape it got and what it wanted. */
export function wrongShape(layer: string, shape: readonly number[], wanted: string): never {
  throw new EddyError('ERR_SHAPE', `${layer}: got a value of shape ${showShape(shape)}, wanted ${wanted}`)
}

/** `n`, or `[n, m, ...]` with one for each axis. */
export function sizes(axes: number, least: number): Expectation {
  const size = wholeNumber({ from: least, to: 2 ** 16 })
  return {
    expected: `${size.expected}, or an array of ${axes} of them`,
    holds: (value) =>
      Array.isArray(value) ? value.length === axes && value.every((each) => size.holds(each)) : size.holds(value),
  }
}

/** One size per axis. */
export const perAxis = (value: Sizes, axes: number): readonly number[] =>
  typeof value === 'number' ? Array.from({ length: axes }, () => value) : value

/** A whole number for all axes, or one per axis. */
export type Sizes = number | readonly number[]

/** The one tensor a layer needs, or ERR_SHAPE. */
export function oneTensor(layer: string, value: Value): Tensor {
  if (isTensor(value)) return value
  throw new EddyError('ERR_SHAPE', `${layer}: got several tensors, wanted one; join them with concatenate() first`)
}

import { type Tensor, isTensor } from '../../autodiff/tracing/trace.js'
import { product, showShape, wrongShape } from '../expect.js'
import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/**
 * Joins several values along the first axis: vectors end to end, [channels, ...space] by channels. Named values are
 * joined in the order of their names' declaration.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if the other axes differ
 */
export const concatenate: LayerFactory<NoOptions> = checkedLayer('concatenate', {}, ({ value, op }) => {
  if (isTensor(value)) return value
  const parts = Object.values<Tensor>(value)
  const rest = parts[0]?.shape.slice(1) ?? []
  for (const { shape } of parts) {
    if (showShape(shape.slice(1)) !== showShape(rest))
      wrongShape('concatenate', shape, `all axes but the first to be ${showShape(rest)}`)
  }
  const joined = op.concat(parts.map((part) => op.reshape(part, [product(part.shape)])))
  return op.reshape(joined, [parts.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0), ...rest])
})

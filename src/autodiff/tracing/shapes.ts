import { EddyError } from '../../error.js'
import { stride } from '../../kernels/isa.js'
import { columnsOf } from './node.js'

export const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`

/** Row-major position to storage offset, for a tensor whose rows are padded. */
export const offsetOf = (shape: readonly number[]): ((position: number) => number) => {
  const cols = columnsOf(shape)
  const step = stride(cols)
  return (position) => Math.floor(position / cols) * step + (position % cols)
}

/** NumPy's rule: axes aligned from the last; a size of one stretches. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length)
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1
    const right = b[axis - rank + b.length] ?? 1
    if (left !== right && left !== 1 && right !== 1) {
      throw new EddyError(
        'ERR_SHAPE',
        `shapes ${show(a)} and ${show(b)} do not broadcast: axis ${axis} has sizes ${left} and ${right}`,
      )
    }
    return left === 1 ? right : left
  })
}

/** Where a position of the broadcast shape comes from in the operand, row-major. */
export function broadcastPosition(position: number, shape: readonly number[], from: readonly number[]): number {
  let rest = position
  let result = 0
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = rest % (shape[axis] ?? 1)
    rest = Math.floor(rest / (shape[axis] ?? 1))
    const size = from[axis - shape.length + from.length] ?? 1
    result += size === 1 ? 0 : at * step
    step *= size
  }
  return result
}

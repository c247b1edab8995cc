import { product, wrongShape } from '../expect.js'

/** Sliding windows over the axes of x [channels, ...space]: one entry per spatial axis in each list. */
export interface Windows {
  readonly kernel: readonly number[]
  readonly stride: readonly number[]
  readonly dilation: readonly number[]
  /** Cells added before and after each axis. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/**
 * Where a window can stand: floor((in + before + after - dilation (kernel - 1) - 1)/stride) + 1 per axis.
 *
 * @throws {EddyError} ERR_SHAPE if x has the wrong number of axes or a window does not fit
 */
export function windowCounts(layer: string, shape: readonly number[], windows: Windows): number[] {
  const { kernel, stride, dilation, before, after } = windows
  const space = shape.slice(1)
  const axes = ['height', 'width'].slice(2 - kernel.length)
  if (space.length !== kernel.length) {
    wrongShape(layer, shape, `[channels, ${kernel.length === 1 ? 'time' : axes.join(', ')}]; put reshape() before it`)
  }
  return space.map((size, axis) => {
    const span = (dilation[axis] ?? 1) * ((kernel[axis] ?? 1) - 1) + 1
    const room = size + (before[axis] ?? 0) + (after[axis] ?? 0) - span
    if (room < 0)
      wrongShape(
        layer,
        shape,
        `at least ${span} cells along axis ${axis + 1}, padding included, for kernel [${kernel.join(', ')}]`,
      )
    return Math.floor(room / (stride[axis] ?? 1)) + 1
  })
}

/** Splits a row-major position into one index per axis. */
function unravel(position: number, sizes: readonly number[]): number[] {
  const indices = sizes.map(() => 0)
  let rest = position
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    const size = sizes[axis] ?? 1
    indices[axis] = rest % size
    rest = Math.floor(rest / size)
  }
  return indices
}

/**
 * For each window and each of its cells, the row-major position of that cell in one channel, or -1 in the padding:
 * [windows, cells].
 */
export function windowCells(space: readonly number[], counts: readonly number[], windows: Windows): Int32Array {
  const { kernel, stride, dilation, before } = windows
  const cells = product(kernel)
  const result = new Int32Array(product(counts) * cells)
  for (let i = 0; i < result.length; i++) {
    const window = unravel(Math.floor(i / cells), counts)
    const cell = unravel(i % cells, kernel)
    let position = 0
    for (let axis = 0; axis < space.length; axis++) {
      const size = space[axis] ?? 1
      const at =
        (window[axis] ?? 0) * (stride[axis] ?? 1) + (cell[axis] ?? 0) * (dilation[axis] ?? 1) - (before[axis] ?? 0)
      if (at < 0 || at >= size) {
        position = -1
        break
      }
      position = position * size + at
    }
    result[i] = position
  }
  return result
}

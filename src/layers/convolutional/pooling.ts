import type { LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { required, type TableOf } from '../../options.js'
import { perAxis, product, type Sizes, sizes } from '../expect.js'
import { windowCells, windowCounts } from './windows.js'

export interface PoolOptions {
  readonly kernel: Sizes
  /** Default: the kernel, so windows don't overlap. */
  readonly stride?: Sizes
  /** Cells added on both sides of each axis; default 0. */
  readonly padding?: Sizes
}

export const poolTable = (axes: number): TableOf<PoolOptions> => ({
  kernel: required(sizes(axes, 1)),
  stride: sizes(axes, 1),
  padding: sizes(axes, 0),
})

/** Lays the windows of every channel out as rows and reduces each row. */
export function pooled(
  name: string,
  axes: number,
  { x, op }: LayerTrace,
  options: PoolOptions,
  how: 'max' | 'average',
): Tensor {
  const kernel = perAxis(options.kernel, axes)
  const stride = perAxis(options.stride ?? options.kernel, axes)
  const padding = perAxis(options.padding ?? 0, axes)
  const windows = { kernel, stride, dilation: kernel.map(() => 1), before: padding, after: padding }
  const counts = windowCounts(name, x.shape, windows)
  const [channels = 1, ...space] = x.shape
  const cells = windowCells(space, counts, windows)
  const outside = how === 'max' ? -2 : -1
  const area = product(space)
  const indices = Int32Array.from({ length: channels * cells.length }, (_, i) => {
    const cell = cells[i % cells.length] ?? -1
    return cell < 0 ? outside : Math.floor(i / cells.length) * area + cell
  })
  const rows = op.take(x, indices, [channels * product(counts), product(kernel)])
  return op.reshape(how === 'max' ? op.maxLast(rows) : op.meanLast(rows), [channels, ...counts])
}

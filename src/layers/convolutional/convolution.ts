import type { LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { either, oneOf, required, type TableOf, wholeNumber, wrongOption } from '../../options.js'
import { type WeightOptions, weightAndBias, weightTable } from '../dense.js'
import { perAxis, product, type Sizes, sizes, wrongShape } from '../expect.js'
import { windowCells, windowCounts, type Windows } from './windows.js'

export interface ConvolutionOptions extends WeightOptions {
  /** Output channels. */
  readonly channels: number
  readonly kernel: Sizes
  /** Default 1. */
  readonly stride?: Sizes
  /** Zeros on both sides of each axis; `causal`: all before the first. Default 0. */
  readonly padding?: Sizes | 'causal'
  /** Default 1. */
  readonly dilation?: Sizes
  /** Channels are split into this many groups that don't see each other; default 1. */
  readonly groups?: number
}

export const convolutionTable = (axes: number): TableOf<ConvolutionOptions> => ({
  channels: required(wholeNumber({ from: 1 })),
  kernel: required(sizes(axes, 1)),
  stride: sizes(axes, 1),
  padding: either(sizes(axes, 0), oneOf(['causal'])),
  dilation: sizes(axes, 1),
  groups: wholeNumber({ from: 1 }),
  ...weightTable,
})

function convolutionWindows(axes: number, options: ConvolutionOptions): Windows {
  const kernel = perAxis(options.kernel, axes)
  const dilation = perAxis(options.dilation ?? 1, axes)
  const stride = perAxis(options.stride ?? 1, axes)
  if (options.padding === 'causal') {
    const before = kernel.map((size, axis) => (size - 1) * (dilation[axis] ?? 1))
    return { kernel, stride, dilation, before, after: kernel.map(() => 0) }
  }
  const before = perAxis(options.padding ?? 0, axes)
  return { kernel, stride, dilation, before, after: before }
}

/** @throws {EddyError} ERR_OPTION if the channels don't divide into the groups */
export function checkGroups(name: string, { channels, groups = 1 }: ConvolutionOptions): void {
  if (channels % groups === 0) return
  throw wrongOption(name, 'channels', channels, { expected: `a multiple of \`groups\`, which is ${groups}` })
}

/**
 * Cross-correlation of x [in, ...space] with weight [out, in/groups * cells]: the windows are laid out as rows and
 * multiplied, so a convolution needs no kernel of its own.
 */
export function convolve(name: string, axes: number, trace: LayerTrace, options: ConvolutionOptions): Tensor {
  const { x, op } = trace
  const { channels, groups = 1 } = options
  checkGroups(name, options)
  const windows = convolutionWindows(axes, options)
  const counts = windowCounts(name, x.shape, windows)
  const [inputs = 1, ...space] = x.shape
  if (inputs % groups !== 0) wrongShape(name, x.shape, `a number of channels that divides into ${groups} groups`)
  const cells = windowCells(space, counts, windows)
  const width = (inputs / groups) * product(windows.kernel)
  const { weight, bias } = weightAndBias(trace, options, [channels, width])
  const sums =
    groups === 1
      ? op.matmul(weight, patches(trace, cells, product(counts), 0, inputs), { transposeB: true })
      : grouped(trace, weight, cells, product(counts), groups)
  const shifted = bias ? op.add(sums, op.reshape(bias, [channels, 1])) : sums
  return op.reshape(shifted, [channels, ...counts])
}

/** Positions in x of the windows' cells in channels `from` to `to`: [positions, (to - from) * cells]. */
function patchIndices(cells: Int32Array, positions: number, area: number, from: number, to: number): Int32Array {
  const size = cells.length / positions
  const width = (to - from) * size
  return Int32Array.from({ length: positions * width }, (_, i) => {
    const column = i % width
    const cell = cells[Math.floor(i / width) * size + (column % size)] ?? -1
    return cell < 0 ? -1 : (from + Math.floor(column / size)) * area + cell
  })
}

function patches({ x, op }: LayerTrace, cells: Int32Array, positions: number, from: number, to: number): Tensor {
  const indices = patchIndices(cells, positions, product(x.shape.slice(1)), from, to)
  return op.take(x, indices, [positions, indices.length / positions])
}

/** Every output channel meets only the patches of its group: products and row sums, no wasted zeros. */
function grouped({ x, op }: LayerTrace, weight: Tensor, cells: Int32Array, positions: number, groups: number): Tensor {
  const [inputs = 1, ...space] = x.shape
  const [channels = 1, width = 1] = weight.shape
  const part = inputs / groups
  const all = new Int32Array(channels * positions * width)
  for (let channel = 0; channel < channels; channel++) {
    const group = Math.floor(channel / (channels / groups))
    all.set(
      patchIndices(cells, positions, product(space), group * part, (group + 1) * part),
      channel * positions * width,
    )
  }
  const seen = op.take(x, all, [channels, positions, width])
  const sums = op.sumLast(op.mul(seen, op.reshape(weight, [channels, 1, width])))
  return op.reshape(sums, [channels, positions])
}

import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { checkGroups, convolutionTable, convolve, type ConvolutionOptions } from './convolution.js'

export const conv2dLayer: LayerFactory<ConvolutionOptions> = checkedLayer(
  'conv2d',
  convolutionTable(2),
  (trace, options) => convolve('conv2d', 2, trace, options),
)

/**
 * Convolution over x [channels, height, width]; the kernel is not flipped (cross-correlation). Each spatial axis gets
 * floor((in + 2 padding - dilation (kernel - 1) - 1)/stride) + 1 positions.
 *
 * Parameters: weight [channels, in/groups * cells], row-major as [channels, in/groups, ...kernel]; bias [channels].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, height, width] or no window fits; ERR_OPTION for bad options
 */
export const conv2d = (options: ConvolutionOptions): LayerSpec => {
  const spec = conv2dLayer(options)
  checkGroups('conv2d', options)
  return spec
}

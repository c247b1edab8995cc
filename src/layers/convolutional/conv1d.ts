import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'
import { checkGroups, convolutionTable, convolve, type ConvolutionOptions } from './convolution.js'

export const conv1dLayer: LayerFactory<ConvolutionOptions> = checkedLayer(
  'conv1d',
  convolutionTable(1),
  (trace, options) => convolve('conv1d', 1, trace, options),
)

/**
 * Convolution over x [channels, time]; the kernel is not flipped (cross-correlation). Each spatial axis gets
 * floor((in + 2 padding - dilation (kernel - 1) - 1)/stride) + 1 positions.
 *
 * Parameters: weight [channels, in/groups * cells], row-major as [channels, in/groups, ...kernel]; bias [channels].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x is not [channels, time] or no window fits; ERR_OPTION for bad options
 */
export const conv1d = (options: ConvolutionOptions): LayerSpec => {
  const spec = conv1dLayer(options)
  checkGroups('conv1d', options)
  return spec
}

import { checkOptions, divisor, flag, required, type TableOf, wholeNumber } from '../../options.js'
import { product, wrongShape } from '../expect.js'
import { ones, zeros } from '../initializers.js'
import { checkedLayer, type LayerFactory, type LayerSpec } from '../layer.js'

export interface GroupNormOptions {
  /** Added to the variance, inside the root; default 1e-5. */
  readonly epsilon?: number
  /** Learns a gain and a bias per channel; default true. */
  readonly affine?: boolean
}

interface AllOptions extends GroupNormOptions {
  readonly groups: number
}

const normTable: TableOf<GroupNormOptions> = { epsilon: divisor, affine: flag }

const table: TableOf<AllOptions> = { groups: required(wholeNumber({ from: 1 })), ...normTable }

export const groupNormLayer: LayerFactory<AllOptions> = checkedLayer(
  'groupNorm',
  table,
  ({ x, op, parameter }, { groups, epsilon = 1e-5, affine = true }) => {
    const channels = x.shape[0] ?? 1
    const size = product(x.shape) / channels
    if (channels % groups !== 0) wrongShape('groupNorm', x.shape, `a first axis that divides into ${groups} groups`)
    const normal = op.normalize(op.reshape(x, [groups, (channels / groups) * size]), { epsilon, center: true })
    if (!affine) return op.reshape(normal, x.shape)
    const gain = op.reshape(parameter('gain', [channels], ones()), [channels, 1])
    const bias = op.reshape(parameter('bias', [channels], zeros()), [channels, 1])
    return op.reshape(op.add(op.mul(op.reshape(normal, [channels, size]), gain), bias), x.shape)
  },
)

/**
 * Layer norm within each of `groups` groups of channels; the first axis counts channels (Wu and He 2018).
 * As many groups as channels is instance norm. Parameters: gain [channels], bias [channels].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if the channels don't divide into the groups
 */
export const groupNorm = (groups: number, options: GroupNormOptions = {}): LayerSpec => {
  checkOptions('groupNorm', options, normTable)
  return groupNormLayer({ groups, ...options })
}

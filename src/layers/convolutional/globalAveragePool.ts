import { product, wrongShape } from '../expect.js'
import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** Mean of each channel: [channels, ...space] becomes [channels]. */
export const globalAveragePool: LayerFactory<NoOptions> = checkedLayer('globalAveragePool', {}, ({ x, op }) => {
  const [channels, ...space] = x.shape
  if (channels === undefined || space.length === 0)
    wrongShape('globalAveragePool', x.shape, '[channels, ...space], two axes or more')
  return op.reshape(op.meanLast(op.reshape(x, [channels, product(space)])), [channels])
})

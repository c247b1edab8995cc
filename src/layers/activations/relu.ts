import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** max(0, x); its derivative at 0 is 0. */
export const relu: LayerFactory<NoOptions> = checkedLayer('relu', {}, ({ x, op }) => op.relu(x))

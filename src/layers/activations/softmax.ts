import type { NoOptions } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

/** Softmax over the last axis: positive, sums to 1. */
export const softmax: LayerFactory<NoOptions> = checkedLayer('softmax', {}, ({ x, op }) => op.softmax(x))

import { checkedLayer, type LayerFactory } from '../layer.js'
import { gateMaps, type RecurrentOptions, recurrentTable } from './cell.js'
import { unroll } from './unroll.js'

export const gruLayer: LayerFactory<RecurrentOptions> = checkedLayer('gru', recurrentTable, (trace, options) => {
  const { units } = options
  const { op } = trace
  return unroll(trace, 'gru', options, (features) => {
    const { ofInput, ofCarried } = gateMaps(trace, { features, units, gates: 3 })
    return {
      units,
      carried: ['h'],
      step: (x, [h = x]) => {
        const [a, b] = [ofInput(x), ofCarried(h)]
        const gates = op.sigmoid(op.add(op.slice(a, 0, 2 * units), op.slice(b, 0, 2 * units)))
        const [reset, keep] = [op.slice(gates, 0, units), op.slice(gates, units, 2 * units)]
        const recurrent = op.mul(reset, op.slice(b, 2 * units, 3 * units))
        const candidate = op.tanh(op.add(op.slice(a, 2 * units, 3 * units), recurrent))
        return [op.add(candidate, op.mul(keep, op.sub(h, candidate)))]
      },
      output: ([h]) => h ?? trace.x,
    }
  })
})

/**
 * Gated recurrent units (Cho et al. 2014), the reset gate after the recurrent product, as in PyTorch:
 * r, z = sigmoid(W x + b + U h + c), n = tanh(Wn x + bn + r (Un h + cn)), h' = (1 - z) n + z h.
 *
 * One sample at a time, [features] becomes [units], with a state per key and truncated back-propagation through time over
 * the last `window` samples. What layers below gave for earlier samples is kept as it was: their weights get the gradient
 * of the newest step only. A whole sequence [steps, features] becomes [steps, units] with the whole gradient.
 *
 * Parameters, gates in the order r, z, n: weight [3 units, features], recurrentWeight [3 units, units], bias and
 * recurrentBias [3 units].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x has more than two axes; ERR_OPTION for bad options
 */
export const gru = (options: RecurrentOptions): ReturnType<typeof gruLayer> => gruLayer(options)

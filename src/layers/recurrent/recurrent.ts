import { type LayerTrace, isTensor } from '../../autodiff/tracing/trace.js'
import { oneOf, type TableOf } from '../../options.js'
import { fanIn } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { type RecurrentOptions, recurrentTable } from './cell.js'
import { diagonalTraces, type SimpleWeights } from './diagonalTraces.js'
import { unroll } from './unroll.js'

export interface SimpleRecurrentOptions extends RecurrentOptions {
  /**
   * For samples that come one by one. 'window': truncated back-propagation through time. 'diagonal': forward, without a
   * window, each weight's influence on its own unit alone (SnAp-1, Menick et al. 2021; e-prop, Bellec et al. 2020), with one trace
   * per weight. Default 'window'.
   */
  readonly gradient?: 'window' | 'diagonal'
}

const table: TableOf<SimpleRecurrentOptions> = { ...recurrentTable, gradient: oneOf(['window', 'diagonal']) }

function weightsOf({ parameter }: LayerTrace, units: number, features: number): SimpleWeights {
  const start = fanIn({ inputs: units })
  return {
    weight: parameter('weight', [units, features], start),
    recurrentWeight: parameter('recurrentWeight', [units, units], start),
    bias: parameter('bias', [units], start),
  }
}

export const recurrentLayer: LayerFactory<SimpleRecurrentOptions> = checkedLayer(
  'recurrent',
  table,
  (trace, options) => {
    const { op, value } = trace
    const { units, gradient = 'window' } = options
    if (gradient === 'diagonal' && isTensor(value) && value.shape.length === 1) {
      return diagonalTraces(trace, weightsOf(trace, units, value.shape[0] ?? 1), units)
    }
    return unroll(trace, 'recurrent', options, (features) => {
      const { weight, recurrentWeight, bias } = weightsOf(trace, units, features)
      return {
        units,
        carried: ['h'],
        step: (x, [h = x]) => [op.tanh(op.add(op.linear(x, weight, bias), op.linear(h, recurrentWeight)))],
        output: ([h]) => h ?? trace.x,
      }
    })
  },
)

/**
 * A simple recurrent layer (Elman 1990; Rumelhart, Hinton & Williams 1986): h' = tanh(W x + U h + b).
 *
 * One sample at a time, or whole sequences, as `gru` does. Parameters: weight [units, features], recurrentWeight
 * [units, units], bias [units].
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x has more than two axes; ERR_OPTION for bad options
 */
export const recurrent = (options: SimpleRecurrentOptions): ReturnType<typeof recurrentLayer> => recurrentLayer(options)

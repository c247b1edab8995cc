import type { Initializer } from '../../autodiff/tracing/trace.js'
import { fanIn } from '../initializers.js'
import { checkedLayer, type LayerFactory } from '../layer.js'
import { gateMaps, type RecurrentOptions, recurrentTable } from './cell.js'
import { unroll } from './unroll.js'

/** The second quarter, the forget gate's, starts at 1, so that what is kept is kept at first (Gers et al. 2000). */
const rememberingBias = (units: number): Initializer => ({
  fill: (values, shape, random) => {
    fanIn({ inputs: units }).fill(values, shape, random)
    values.fill(1, units, 2 * units)
  },
})

export const lstmLayer: LayerFactory<RecurrentOptions> = checkedLayer('lstm', recurrentTable, (trace, options) => {
  const { units } = options
  const { op } = trace
  return unroll(trace, 'lstm', options, (features) => {
    const { ofInput, ofCarried } = gateMaps(trace, { features, units, gates: 4 }, rememberingBias(units))
    return {
      units,
      carried: ['h', 'c'],
      step: (x, [h = x, c = x]) => {
        const sum = op.add(ofInput(x), ofCarried(h))
        const [input, forget, candidate, output] = [0, 1, 2, 3].map((gate) => {
          const part = op.slice(sum, gate * units, (gate + 1) * units)
          return gate === 2 ? op.tanh(part) : op.sigmoid(part)
        }) as [typeof sum, typeof sum, typeof sum, typeof sum]
        const cell = op.add(op.mul(forget, c), op.mul(input, candidate))
        return [op.mul(output, op.tanh(cell)), cell]
      },
      output: ([h]) => h ?? trace.x,
    }
  })
})

/**
 * Long short-term memory with forget gates (Hochreiter and Schmidhuber 1997, Gers et al. 2000):
 * c' = f c + i g, h' = o tanh(c'), with i, f, o = sigmoid and g = tanh of W x + b + U h + d.
 *
 * One sample at a time, or whole sequences, as `gru` does. Parameters, gates in the order i, f, g, o: weight [4 units, features],
 * recurrentWeight [4 units, units], bias and recurrentBias [4 units]. The forget gate's bias starts at 1.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if x has more than two axes; ERR_OPTION for bad options
 */
export const lstm = (options: RecurrentOptions): ReturnType<typeof lstmLayer> => lstmLayer(options)

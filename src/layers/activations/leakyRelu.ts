import { number, type TableOf } from '../../options.js'
import { checkedLayer, type LayerFactory } from '../layer.js'

export interface LeakyReluOptions {
  /** Slope below 0; default 0.01. */
  readonly slope?: number
}

const table: TableOf<LeakyReluOptions> = { slope: number({ from: -1e38, to: 1e38 }) }

/** x where x > 0, else slope * x; its derivative at 0 is the slope. Units can't die, which matters on endless streams. */
export const leakyRelu: LayerFactory<LeakyReluOptions> = checkedLayer(
  'leakyRelu',
  table,
  ({ x, op }, { slope = 0.01 }) => op.select(op.greater(x, 0), x, op.mul(x, slope)),
)

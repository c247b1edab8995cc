import { finiteNumber } from '../expect.js'
import { layer, type LayerFactory } from '../layer.js'

export interface LeakyReluOptions {
  /** Slope below 0; default 0.01. */
  readonly slope?: number
}

/** x where x > 0, else slope * x; its derivative at 0 is the slope. Units can't die, which matters on endless streams. */
export const leakyRelu: LayerFactory<LeakyReluOptions> = layer<LeakyReluOptions>(
  'leakyRelu',
  ({ x, op }, { slope = 0.01 }) => op.select(op.greater(x, 0), x, op.mul(x, finiteNumber('leakyRelu', 'slope', slope))),
)

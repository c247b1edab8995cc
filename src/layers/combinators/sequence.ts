import type { LayersOptions } from './residual.js'
import { layer, type LayerEntry, type LayerFactory, type LayerSpec, toSpec } from '../layer.js'

export const sequenceLayer: LayerFactory<LayersOptions> = layer<LayersOptions>(
  'sequence',
  ({ value, inner }, { layers }) => inner(layers, value, 'sequence'),
)

/** Several layers as one, to name and reuse a block. */
export const sequence = (layers: readonly LayerEntry[]): LayerSpec => sequenceLayer({ layers: layers.map(toSpec) })

import { checkedLayer, type LayerEntry, type LayerFactory, type LayerSpec, toSpecs } from '../layer.js'
import { type LayersOptions, layersTable } from './residual.js'

export const sequenceLayer: LayerFactory<LayersOptions> = checkedLayer(
  'sequence',
  layersTable,
  ({ value, inner }, { layers }) => inner(layers, value, 'sequence'),
)

/** Several layers as one, to name and reuse a block. */
export const sequence = (layers: readonly LayerEntry[]): LayerSpec =>
  sequenceLayer({ layers: toSpecs('sequence', layers) })

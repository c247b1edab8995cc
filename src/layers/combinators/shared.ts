import { required, type TableOf, text } from '../../options.js'
import { checkedLayer, type LayerEntry, type LayerFactory, layerList, type LayerSpec, toSpecs } from '../layer.js'

export interface SharedOptions {
  readonly name: string
  readonly layers: readonly LayerSpec[]
}

const table: TableOf<SharedOptions> = { name: required(text), layers: required(layerList()) }

export const sharedLayer: LayerFactory<SharedOptions> = checkedLayer(
  'shared',
  table,
  ({ value, inner }, { name, layers }) => {
    // This scope starts the names of the parameters anew, so they are found again wherever the name stands.
    return inner(layers, value, `shared:${name}`)
  },
)

/**
 * Layers whose weights are the same wherever the same name stands; their gradients add up.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if a weight would need two shapes
 */
export const shared = (name: string, layers: readonly LayerEntry[]): LayerSpec =>
  sharedLayer({ name, layers: toSpecs('shared', layers) })

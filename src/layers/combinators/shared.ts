import { EddyError } from '../../error.js'
import { layer, type LayerEntry, type LayerFactory, type LayerSpec, toSpec } from '../layer.js'

export interface SharedOptions {
  readonly name: string
  readonly layers: readonly LayerSpec[]
}

export const sharedLayer: LayerFactory<SharedOptions> = layer<SharedOptions>(
  'shared',
  ({ value, inner }, { name, layers }) => {
    if (!name) throw new EddyError('ERR_OPTION', 'shared: `name` must not be empty; weights are shared by it')
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
  sharedLayer({ name, layers: layers.map(toSpec) })

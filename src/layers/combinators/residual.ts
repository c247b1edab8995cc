import { oneTensor, showShape, wrongShape } from '../expect.js'
import { required, type TableOf } from '../../options.js'
import { checkedLayer, type LayerEntry, type LayerFactory, layerList, type LayerSpec, toSpecs } from '../layer.js'

export interface LayersOptions {
  readonly layers: readonly LayerSpec[]
}

export const layersTable: TableOf<LayersOptions> = { layers: required(layerList()) }

export const residualLayer: LayerFactory<LayersOptions> = checkedLayer(
  'residual',
  layersTable,
  ({ x, value, op, inner }, { layers }) => {
    const through = oneTensor('residual', inner(layers, value, 'residual'))
    if (showShape(through.shape) !== showShape(x.shape)) {
      wrongShape(
        'residual',
        through.shape,
        `${showShape(x.shape)} from its layers, as what goes in is added to what comes out`,
      )
    }
    return op.add(x, through)
  },
)

/**
 * x + layers(x), a skip connection (He et al. 2016).
 *
 * @throws {EddyError} ERR_SHAPE, when built, if the layers change the shape
 */
export const residual = (layers: readonly LayerEntry[]): LayerSpec =>
  residualLayer({ layers: toSpecs('residual', layers) })

import { definition, definitionOf, type LayerDefinitions, type LayerSpec } from './layer.js'

/**
 * A layer that came as JSON, with the definition of its type attached, and so for the layers inside of it. Layers of Eddy stay as
 * they are.
 */
export function withDefinitions(spec: LayerSpec, definitions: LayerDefinitions): LayerSpec {
  const define = definitionOf(spec.type, definitions)
  const list = (layers: unknown): unknown =>
    Array.isArray(layers) ? layers.map((each) => withDefinitions(each as LayerSpec, definitions)) : layers
  const { layers, branches } = spec
  return {
    ...spec,
    ...(layers === undefined ? {} : { layers: list(layers) }),
    ...(Array.isArray(branches) ? { branches: branches.map(list) } : {}),
    ...(define === undefined ? {} : { [definition]: define }),
  }
}

import type { MachineKind } from '../kernels/isa.js'
import type { LayerDefinitions, LayerEntry } from './layer.js'
import type { Shape } from './modelInput.js'

/** A model as plain JSON: `createModel(model.spec)` builds it again. */
export interface ModelSpec {
  readonly input: Shape | Readonly<Record<string, Shape>>
  readonly layers: readonly LayerEntry[]
  readonly seed?: number
}

export interface ModelOptions extends ModelSpec {
  /** Samples that may be under way between `forward` and `update` at once; default 16. */
  readonly tapes?: number
  /** Which arithmetic runs it; default SIMD where there is WebAssembly, else its bit-identical twin. */
  readonly kernels?: MachineKind
  /** Definitions of layers of your own, for a spec that came as JSON. */
  readonly definitions?: LayerDefinitions
}

/** A parameter's place in the flat vector: rows of the last axis, each padded with zeros to a multiple of four. */
export interface LayoutEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly offset: number
}

import type { EngineState } from '../../autodiff/running/engineState.js'
import { type KeyedStates, MAX_KEYS } from '../../autodiff/running/streamStates.js'
import { type Kernels, kernelsOption } from '../../kernels/chooseKernels.js'
import { callback, recordOf, required, type TableOf, wholeNumber } from '../../options.js'
import { type LayerDefinitions, type LayerEntry, layerList, type LayerSpec, toSpec } from '../layer.js'
import { inputShape, type Shape } from './modelInput.js'

/** A model as plain JSON: `createModel(model.spec)` builds it again. */
export interface ModelSpec {
  readonly input: Shape | Readonly<Record<string, Shape>>
  readonly layers: readonly LayerEntry[]
  readonly seed?: number
  /** Keys whose states are kept at once; default 1000. Beyond, the one learned longest ago is forgotten. */
  readonly maxKeys?: number
}

export interface ModelOptions extends ModelSpec {
  /** Samples that may be under way between `forward` and `update` before there are more tapes; default 16. */
  readonly tapes?: number
  /**
   * The most tapes. While all are out they double, up to this; a sample beyond it is set aside with ERR_IN_FLIGHT. A tape holds
   * the activations and gradients of one pass. Default 1024, but no more than fit in 64 MiB, and at least `tapes`. Passes that
   * are dropped on the way, as by `filter`, give their tapes back when others need them.
   */
  readonly maxTapes?: number
  /**
   * Which arithmetic runs it; default: SIMD where there is some, else its bit-identical twin, which is printed once. `'simd'` where
   * there is none is an error. Where compiling WebAssembly is forbidden: a module that was compiled from `kernelBytes()`.
   */
  readonly kernels?: Kernels
  /** Definitions of layers of your own, for a spec that came as JSON. */
  readonly definitions?: LayerDefinitions
}

/** All that a model has learned and needs to go on exactly. */
export interface ModelState extends EngineState {
  /** What its layers keep from sample to sample, by key. */
  readonly streams: KeyedStates
}

/** A parameter's place in the flat vector: rows of the last axis, each padded with zeros to a multiple of four. */
export interface LayoutEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly offset: number
}

export const modelTable: TableOf<ModelOptions> = {
  input: required(inputShape),
  layers: required(layerList(1)),
  seed: wholeNumber(),
  maxKeys: wholeNumber({ from: 1 }),
  tapes: wholeNumber({ from: 1 }),
  maxTapes: wholeNumber({ from: 1 }),
  kernels: kernelsOption,
  definitions: { ...recordOf(callback), expected: 'an object with a layer, such as layer() returns, for each type' },
}

/**
 * The spec of a model that is being made. `maxKeys` is in it only where it isn't the default: a spec's bytes are part of the
 * hash of what is published.
 */
export function specFrom({ input, layers, seed, maxKeys }: Required<ModelSpec>): ModelSpec & {
  readonly layers: readonly LayerSpec[]
} {
  return { input, layers: layers.map(toSpec), seed, ...(maxKeys === MAX_KEYS ? {} : { maxKeys }) }
}

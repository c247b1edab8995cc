import { stride } from '../../kernels/isa.js'
import type { Tensor } from './trace.js'

/**
 * A node of the graph: one primitive operation, its operands and what it needs to know besides.
 * Nodes stand in order of creation, so operands always come before their users.
 */
export type Primitive =
  | { readonly kind: 'input' | 'state' | 'cotangent' | 'target' | 'weight' }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'constant'; readonly values: readonly number[] }
  | { readonly kind: 'unary' | 'binary'; readonly fn: number }
  | { readonly kind: 'select' | 'columns' | 'alias' | 'stop' | 'softmax' | 'softmaxGrad' | 'firstMax' | 'batchSum' }
  | { readonly kind: 'nt' | 'nn' | 'tn' }
  | { readonly kind: 'reduce'; readonly fn: number }
  | { readonly kind: 'normalize' | 'normalizeGrad'; readonly center: boolean; readonly epsilon: number }
  /** `table` holds storage offsets, one per stored element of the result (take) or of the operand (scatter). */
  | { readonly kind: 'take' | 'scatter'; readonly table: Int32Array }
  | { readonly kind: 'gatherRows' | 'scatterRows' }
  | { readonly kind: 'mask'; readonly rate: number }

export interface Node extends Tensor {
  readonly primitive: Primitive
  readonly operands: readonly Node[]
  /** One value per sample of a batch; what depends on parameters and constants alone has one for all. */
  readonly batched: boolean
}

/* Called per sample: loops, which allocate nothing. */
export function elements(shape: readonly number[]): number {
  let product = 1
  for (let axis = 0; axis < shape.length; axis++) product *= shape[axis] ?? 1
  return product
}

export const columnsOf = (shape: readonly number[]): number => shape[shape.length - 1] ?? 1

export function rowsOf(shape: readonly number[]): number {
  let product = 1
  for (let axis = 0; axis < shape.length - 1; axis++) product *= shape[axis] ?? 1
  return product
}

/** Numbers a tensor takes in memory: its rows, each padded to a multiple of four. */
export const storage = (shape: readonly number[]): number => rowsOf(shape) * stride(columnsOf(shape))

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis])

/** How an operand of an elementwise operation is read against the result's rows and columns. */
export type Reading = 'full' | 'scalar' | 'row' | 'column' | 'expand'

/** Classifies the broadcast of `shape` to `result`; 'expand' must be copied out first. */
export function reading(shape: readonly number[], result: readonly number[]): Reading {
  if (elements(shape) === elements(result) && columnsOf(shape) === columnsOf(result)) return 'full'
  if (elements(shape) === 1) return 'scalar'
  if (elements(shape) === columnsOf(shape) && columnsOf(shape) === columnsOf(result)) return 'row'
  if (columnsOf(shape) === 1 && elements(shape) === rowsOf(result) && shape.length === result.length) return 'column'
  return 'expand'
}

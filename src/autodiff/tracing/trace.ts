/** What a layer or a loss sees while it is traced: symbolic tensors and the operations on them. */

/** A symbolic value of fixed shape; one sample, no batch axis. */
export interface Tensor {
  readonly id: number
  readonly shape: readonly number[]
}

export const isTensor = (value: unknown): value is Tensor => {
  if (typeof value !== 'object' || value === null) return false
  const { id, shape } = value as Partial<Tensor>
  return typeof id === 'number' && Array.isArray(shape)
}

/** A number stands for a constant of shape [1]. */
export type Operand = Tensor | number

/** What flows from layer to layer: one tensor, or several by position or by name. */
export type Value = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>

/** Whether a layer may return it: a tensor, or several of them. */
export const isValue = (value: unknown): value is Value => {
  if (isTensor(value)) return true
  const parts: readonly unknown[] = typeof value === 'object' && value !== null ? Object.values(value) : []
  return parts.length > 0 && parts.every(isTensor)
}

/**
 * The primitive operations. Each has a vector-Jacobian product, so whatever is built from them is differentiated.
 * Elementwise operations broadcast as NumPy does. "Last" means: over the last axis, which stays with length 1.
 * Fixed choices at kinks: relu'(0) = 0, |x|'(0) = 0, max and min give a tie to the first operand, maxLast to the first maximum.
 */
export interface Ops {
  add(a: Operand, b: Operand): Tensor
  sub(a: Operand, b: Operand): Tensor
  mul(a: Operand, b: Operand): Tensor
  div(a: Operand, b: Operand): Tensor
  max(a: Operand, b: Operand): Tensor
  min(a: Operand, b: Operand): Tensor
  /** 1 where a > b, else 0; no gradient. */
  greater(a: Operand, b: Operand): Tensor
  greaterEqual(a: Operand, b: Operand): Tensor
  equal(a: Operand, b: Operand): Tensor
  /** a where condition is not 0, else b; all broadcast. No gradient into the condition. */
  select(condition: Tensor, a: Operand, b: Operand): Tensor
  neg(a: Tensor): Tensor
  abs(a: Tensor): Tensor
  sign(a: Tensor): Tensor
  sqrt(a: Tensor): Tensor
  exp(a: Tensor): Tensor
  log(a: Tensor): Tensor
  expm1(a: Tensor): Tensor
  log1p(a: Tensor): Tensor
  tanh(a: Tensor): Tensor
  sigmoid(a: Tensor): Tensor
  relu(a: Tensor): Tensor
  erf(a: Tensor): Tensor
  square(a: Tensor): Tensor
  reciprocal(a: Tensor): Tensor
  /** a [m,k] times b [k,n]; transposeB: b is [n,k]; transposeA: a is [k,m]. Not both. */
  matmul(a: Tensor, b: Tensor, options?: { readonly transposeA?: boolean; readonly transposeB?: boolean }): Tensor
  /** weight [out,in] times x [in] (or x [rows,in]) plus bias [out]. The gradient of `weight` stays factored where it can. */
  linear(x: Tensor, weight: Tensor, bias?: Tensor): Tensor
  /** Sum of all elements, shape [1]. */
  sum(a: Tensor): Tensor
  mean(a: Tensor): Tensor
  sumLast(a: Tensor): Tensor
  meanLast(a: Tensor): Tensor
  maxLast(a: Tensor): Tensor
  reshape(a: Tensor, shape: readonly number[]): Tensor
  transpose(a: Tensor, axes: readonly number[]): Tensor
  slice(a: Tensor, from: number, to: number): Tensor
  /** Joins vectors (rank 1) end to end. */
  concat(parts: readonly Tensor[]): Tensor
  /** result.flat[i] = a.flat[indices[i]]; -1 gives 0, -2 gives -Infinity (for maxima). Row-major positions. */
  take(a: Tensor, indices: Int32Array, shape: readonly number[]): Tensor
  /** Each row (last axis) to mean 0 (unless center is false) and mean square 1. */
  normalize(a: Tensor, options: { readonly epsilon: number; readonly center: boolean }): Tensor
  softmax(a: Tensor): Tensor
  /** log(sum(exp(row))), stable; the last axis stays with length 1. */
  logSumExp(a: Tensor): Tensor
  /** Rows of table [rows, cols] by ids [n] (whole numbers held as floats): [n, cols]. No gradient into ids. */
  gatherRows(table: Tensor, ids: Tensor): Tensor
  /** While training: a random mask, 0 with probability `rate`, else 1/(1 - rate). Draws from the model's generator. */
  dropoutMask(shape: readonly number[], rate: number): Tensor
  stopGradient(a: Tensor): Tensor
  constant(values: number | readonly number[], shape?: readonly number[]): Tensor
}

/** How a parameter starts. `fill` writes one value per element, row-major, from a uniform generator in [0, 1). */
export interface Initializer {
  readonly fill: (values: Float64Array, shape: readonly number[], random: () => number) => void
}

/** What a layer's trace function is given. */
export interface LayerTrace {
  readonly x: Tensor
  /** The value as it came: several tensors after `parallel` or with named inputs. */
  readonly value: Value
  readonly op: Ops
  /** False while tracing prediction: dropout is the identity. */
  readonly training: boolean
  /** Declares (or, under a shared scope, finds again) a parameter. */
  readonly parameter: (name: string, shape: readonly number[], start: Initializer) => Tensor
  /**
   * Declares a value that is kept from sample to sample, one for each key of the stream: what it was after the sample
   * before, and zeros at first. A constant for the gradient. A model with states takes one sample at a time.
   */
  readonly state: (name: string, shape: readonly number[]) => Tensor
  /** Says what a state is after this sample. Once for each state. */
  readonly next: (state: Tensor, value: Tensor) => void
  /** Traces a list of layers inside this one; `scope` prefixes the names of their parameters. */
  readonly inner: (layers: readonly unknown[], value: Value, scope: string) => Value
}

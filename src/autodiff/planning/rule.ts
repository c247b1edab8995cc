/** What an optimizer sees while it is traced: blocks of the gradient, the weights and its own state. */

/** A block-wise vector: the gradient, the weights, a state, or an intermediate value. */
export interface Vector {
  readonly vector: number
}

/** A number that is the same for all weights, recomputed before every step. */
export interface Scalar {
  readonly scalar: number
}

/** A saved float64 number of the optimizer: survives snapshots. */
export interface Cell {
  value: number
}

/**
 * The elementwise arithmetic of an update. Everything runs block by block over the flat parameter vector; nothing allocates.
 * A number operand is a constant.
 */
export interface RuleTrace {
  /** The step so far: the raw gradient for the first rule of a chain. */
  readonly g: Vector
  readonly w: Vector
  readonly parameter: { readonly name: string; readonly shape: readonly number[] }
  /** One number per weight, starting at `start`; `start: 'parameters'` copies the weights at attachment. */
  state(name: string, start?: number | 'parameters'): Vector
  cell(name: string, start: number): Cell
  /** Computed in float64 before each step; t = 1, 2, ... counts updates. Called once per step, in order of declaration. */
  scalar(name: string, value: (t: number) => number): Scalar
  /** min(1, max/(norm + 1e-6)) of the raw gradient: of all parameters together, or of this one. First in a chain only. */
  clipFactor(scope: 'global' | 'parameter', max: number): Scalar
  /** 1 or -1 for each weight, by a bit of the model's generator: mean 0, variance 1, and sums of them are soon normal. */
  signs(): Vector
  /** target <- value. Only states, `w` and the result of an earlier operation can be targets. */
  assign(target: Vector, value: Vector): void
  /** a*s + b*t, fused. */
  blend(a: Vector, s: Scalar | number, b: Vector, t: Scalar | number): Vector
  /** a*s + b*b*t, fused. */
  blendSquare(a: Vector, s: Scalar | number, b: Vector, t: Scalar | number): Vector
  /**
   * The step of RMSProp in one: v <- v decay + g g (1 - decay), and g / (sqrt(v correction) + epsilon) * rate.
   * `v` is a state.
   */
  rms(v: Vector, g: Vector, options: RmsOptions): Vector
  add(a: Vector, b: Vector | Scalar | number): Vector
  sub(a: Vector, b: Vector | Scalar | number): Vector
  mul(a: Vector, b: Vector | Scalar | number): Vector
  div(a: Vector, b: Vector | Scalar | number): Vector
  max(a: Vector, b: Vector | Scalar | number): Vector
  min(a: Vector, b: Vector | Scalar | number): Vector
  greater(a: Vector, b: Vector | Scalar | number): Vector
  sqrt(a: Vector): Vector
  abs(a: Vector): Vector
  sign(a: Vector): Vector
  neg(a: Vector): Vector
  square(a: Vector): Vector
  /** condition != 0 ? a : b */
  select(condition: Vector, a: Vector, b: Vector): Vector
}

export interface RmsOptions {
  readonly decay: number
  readonly correction: Scalar | number
  readonly epsilon: number
  readonly rate: Scalar | number
}

/** How hidden units are begun anew after a step. */
export interface RenewalSettings {
  /** Units begun anew in a step, as a share of those that are old enough. */
  readonly rate: number
  /** Steps until a unit is old enough. */
  readonly maturity: number
  /** Memory of the running means, from 0 to 1. */
  readonly decay: number
}

/**
 * A transformation of the gradient into the step that is subtracted from the weights. Plain settings, no state of its own.
 * A rule is the same as another if its functions and its settings are: make one of your own once and use it again, because a
 * function that is made anew is another one.
 */
export interface Rule {
  readonly name: string
  /** JSON settings, as in a spec. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Returns the new step; the last step of the chain is subtracted from the weights. */
  readonly trace: (trace: RuleTrace) => Vector
  /**
   * Last in a chain only: looks at the whole step before it is taken, and gives the factor to take it with.
   * `decrease` is step . gradient over all weights, `error` the squared norm of the loss's gradient in the network's output.
   */
  readonly guard?: (decrease: number, error: number) => number
  /** After the step, hidden units that are of little use are begun anew. One in a chain; its own trace returns the step as it is. */
  readonly renewal?: RenewalSettings
  /** Its step is finite wherever the gradient and the state are. Left out, the engine checks the step before it is taken. */
  readonly finite?: boolean
  /** Plain gradient descent: the step is exactly scale * g and the engine may fuse it. */
  readonly plain?: (t: number) => number
}

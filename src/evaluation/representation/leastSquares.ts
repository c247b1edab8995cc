import { EddyError } from '../../error.js'
import { checkOptions, type Expectation, number, required, size, type TableOf, wholeNumber } from '../../options.js'

export interface LeastSquaresOptions {
  /** Numbers per row; a constant 1 is added. */
  readonly inputs: number
  readonly outputs: number
  /** Penalty on squared weights; default 1e-3. Keeps the solution unique where inputs depend on each other. */
  readonly ridge?: number
  /** Each row counts this many times as much as the next; default 1: all count alike. */
  readonly forgetting?: number
}

export const ridgeTable: Readonly<Record<'ridge' | 'forgetting', Expectation>> = {
  ridge: number({ above: 0 }),
  forgetting: number({ above: 0, to: 1 }),
}

const table: TableOf<LeastSquaresOptions> = {
  inputs: required(wholeNumber({ from: 0 })),
  outputs: required(size),
  ...ridgeTable,
}

/** What was learned, as plain data; copies. */
export interface LeastSquaresState {
  readonly rows: number
  readonly outputs: number
  /** Upper triangle R of the rows' QR decomposition, [inputs + 1, inputs + 1]. */
  readonly factor: Float64Array
  /** Q^T y, [inputs + 1, outputs]. */
  readonly moments: Float64Array
}

/**
 * The least-squares solution of all rows so far, exact after every row, in O(inputs^2) a row: each is rotated into a
 * triangular factor R with R^T R = ridge I + sum x x^T. The classic recursion keeps the inverse of that matrix instead
 * and loses its symmetry, and with forgetting its bounds, on long streams; R stays a factor whatever comes.
 * Source: Gentleman 1974, "Least squares computations by Givens transformations without square roots" (here with).
 */
export class LeastSquares {
  readonly inputs: number
  private readonly size: number
  private readonly ridge: number
  private readonly forgetting: number
  private readonly factor: Float64Array
  private readonly row: Float64Array
  private outputs_: number
  private moments: Float64Array
  private targets: Float64Array
  private rows_ = 0

  /** @throws {EddyError} ERR_OPTION for counts that aren't positive, a ridge that isn't, or forgetting outside (0, 1] */
  constructor(options: LeastSquaresOptions) {
    checkOptions('leastSquares', options, table)
    const { inputs, outputs, ridge = 1e-3, forgetting = 1 } = options
    this.inputs = inputs
    this.size = inputs + 1
    this.ridge = ridge
    this.forgetting = forgetting
    this.outputs_ = outputs
    this.factor = new Float64Array(this.size * this.size)
    for (let i = 0; i < this.size; i++) this.factor[i * this.size + i] = Math.sqrt(ridge)
    this.moments = new Float64Array(this.size * outputs)
    this.row = new Float64Array(this.size)
    this.targets = new Float64Array(outputs)
  }

  get outputs(): number {
    return this.outputs_
  }

  /** Rows learned. */
  get rows(): number {
    return this.rows_
  }

  /** More outputs; new ones as if their targets had been 0 so far. */
  growOutputs(outputs: number): void {
    if (outputs <= this.outputs_) return
    const moments = new Float64Array(this.size * outputs)
    for (let i = 0; i < this.size; i++) {
      moments.set(this.moments.subarray(i * this.outputs_, (i + 1) * this.outputs_), i * outputs)
    }
    this.moments = moments
    this.targets = new Float64Array(outputs)
    this.outputs_ = outputs
  }

  /** Takes in a row of finite numbers: x [inputs], y [outputs]. */
  learn(x: ArrayLike<number>, y: ArrayLike<number>): void {
    const { row, targets, inputs, outputs_ } = this
    this.rows_ += 1
    if (this.forgetting < 1) this.forget()
    for (let i = 0; i < inputs; i++) row[i] = x[i]!
    row[inputs] = 1
    for (let k = 0; k < outputs_; k++) targets[k] = y[k]!
    this.rotate(0)
  }

  /** Old rows count less; the ridge doesn't: one weight after the other, in turn, gets back what it lost. */
  private forget(): void {
    const { factor, moments, row, targets, size, forgetting, ridge } = this
    const scale = Math.sqrt(forgetting)
    for (let i = 0; i < factor.length; i++) factor[i]! *= scale
    for (let i = 0; i < moments.length; i++) moments[i]! *= scale
    const turn = this.rows_ % size
    row.fill(0)
    targets.fill(0)
    row[turn] = Math.sqrt(ridge * size * (1 - forgetting))
    this.rotate(turn)
  }

  /** Givens rotations that bring `row` to zero from column `from` on. */
  private rotate(from: number): void {
    const { factor, moments, row, targets, size, outputs_ } = this
    for (let i = from; i < size; i++) {
      const incoming = row[i]!
      if (incoming === 0) continue
      const at = i * size
      const kept = factor[at + i]!
      const length = Math.sqrt(kept * kept + incoming * incoming)
      const c = kept / length
      const s = incoming / length
      for (let j = i; j < size; j++) {
        const a = factor[at + j]!
        const b = row[j]!
        factor[at + j] = c * a + s * b
        row[j] = c * b - s * a
      }
      for (let k = 0, m = i * outputs_; k < outputs_; k++, m++) {
        const a = moments[m]!
        const b = targets[k]!
        moments[m] = c * a + s * b
        targets[k] = c * b - s * a
      }
    }
  }

  /** Writes the prediction for x [inputs] to `into` [outputs]; what was learned stays as it is. */
  predictInto(x: ArrayLike<number>, into: Float64Array): void {
    const { factor, moments, row, size, inputs, outputs_ } = this
    for (let i = 0; i < inputs; i++) row[i] = x[i]!
    row[inputs] = 1
    into.fill(0, 0, outputs_)
    // The weights are R^-1 (Q^T y), so w . x = (R^-T x) . (Q^T y): one substitution for all outputs.
    for (let i = 0; i < size; i++) {
      const at = i * size
      const u = row[i]! / factor[at + i]!
      for (let j = i + 1; j < size; j++) row[j]! -= u * factor[at + j]!
      for (let k = 0, m = i * outputs_; k < outputs_; k++, m++) into[k]! += u * moments[m]!
    }
  }

  state(): LeastSquaresState {
    return { rows: this.rows_, outputs: this.outputs_, factor: this.factor.slice(), moments: this.moments.slice() }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if it is of another size */
  restore({ rows, outputs, factor, moments }: LeastSquaresState): void {
    if (factor.length !== this.factor.length || moments.length !== this.size * outputs) {
      throw new EddyError('ERR_STATE', `expected a state for ${this.inputs} inputs, got a factor of ${factor.length}`)
    }
    this.rows_ = rows
    this.outputs_ = outputs
    this.factor.set(factor)
    this.moments = Float64Array.from(moments)
    this.targets = new Float64Array(outputs)
  }
}

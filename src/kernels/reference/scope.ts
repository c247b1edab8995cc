/** Decoded operands of one instruction, addresses already relocated. */
export type Operands = Int32Array

/** What the instructions of the reference machine work on. */
export interface Scope {
  readonly data: Float32Array | Float64Array
  readonly words: Int32Array
  /** Rounds the result of one arithmetic step: Math.fround, or the identity for float64. */
  readonly round: (x: number) => number
  /** One function per code of `Unary`. */
  readonly unary: readonly ((x: number) => number)[]
  /** exp at the machine's precision, for SOFTMAX. */
  readonly exp: (x: number) => number
  /** Length of the block UPDATE is at; stands in for `cols` where rows = 0. */
  blockLength: number
}

/** An instruction; a result other than 0 stops the run with that status. */
export type Instruction = (scope: Scope, operands: Operands) => number | undefined

/** The operand at `index`, which the signature guarantees. */
export const operand = (operands: Operands, index: number): number => operands[index] as number

/** The number at an address. The planner guarantees the range; a wrong one reads as NaN. */
export const load = (scope: Scope, address: number): number => scope.data[address] ?? Number.NaN

/** Writes zeros into the padding of a row of `cols` numbers that begins at `start`. */
export const padRow = (scope: Scope, start: number, cols: number): void => {
  scope.data.fill(0, start + cols, start + ((cols + 3) & ~3))
}

import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'

/** A complex vector or matrix as two real ones. */
export interface Complex {
  readonly real: Tensor
  readonly imaginary: Tensor
}

export const multiply = (op: Ops, a: Complex, b: Complex): Complex => ({
  real: op.sub(op.mul(a.real, b.real), op.mul(a.imaginary, b.imaginary)),
  imaginary: op.add(op.mul(a.real, b.imaginary), op.mul(a.imaginary, b.real)),
})

export const plus = (op: Ops, a: Complex, b: Complex): Complex => ({
  real: op.add(a.real, b.real),
  imaginary: op.add(a.imaginary, b.imaginary),
})

export const each = ({ real, imaginary }: Complex, change: (part: Tensor) => Tensor): Complex => ({
  real: change(real),
  imaginary: change(imaginary),
})

/** Both parts times a real vector, end to end: the real parts, then the imaginary ones. */
export const scaled = (op: Ops, { real, imaginary }: Complex, scale: Tensor): Tensor =>
  op.concat([op.mul(real, scale), op.mul(imaginary, scale)])

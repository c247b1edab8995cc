import type { LayerTrace, Tensor } from '../../autodiff/tracing/trace.js'
import { withTraces } from './withTraces.js'

/** The weights of a simple recurrent layer. */
export interface SimpleWeights {
  readonly weight: Tensor
  readonly recurrentWeight: Tensor
  readonly bias: Tensor
}

/**
 * h' = tanh(W x + U h + b) whose gradient runs forward: for a weight onto unit i from a source j, the trace is
 * e' = phi'_i (U_ii e + source_j), and the gradient dL/dh_i e. Exact but for what a unit does to others and they to it.
 */
export function diagonalTraces(
  { op, x, state, next }: LayerTrace,
  { weight, recurrentWeight, bias }: SimpleWeights,
  units: number,
): Tensor {
  const held = (tensor: Tensor): Tensor => op.stopGradient(tensor)
  const h = state('h', [units])
  const value = op.tanh(op.add(op.linear(x, held(weight), held(bias)), op.linear(h, held(recurrentWeight))))
  const slope = op.sub(1, op.square(held(value)))
  const self = op.take(
    held(recurrentWeight),
    Int32Array.from({ length: units }, (_, unit) => unit * (units + 1)),
    [units],
  )
  const column = (vector: Tensor): Tensor => op.reshape(vector, [units, 1])
  const [slopes, kept] = [column(slope), column(op.mul(slope, self))]
  const moved = (name: string, source: Tensor): Tensor => {
    const trace = state(name, [units, source.shape[0] ?? 1])
    const after = op.add(op.mul(trace, kept), op.mul(held(source), slopes))
    next(trace, after)
    return after
  }
  const biasTrace = state('biasTrace', [units])
  const biasMoved = op.add(op.mul(biasTrace, op.mul(slope, self)), slope)
  next(biasTrace, biasMoved)
  next(h, value)
  const ofRows = (trace: Tensor, weights: Tensor): Tensor => op.reshape(op.sumLast(op.mul(trace, weights)), [units])
  const influence = op.add(
    op.add(ofRows(moved('weightTrace', x), weight), ofRows(moved('recurrentWeightTrace', h), recurrentWeight)),
    op.mul(biasMoved, bias),
  )
  return withTraces(op, value, influence)
}

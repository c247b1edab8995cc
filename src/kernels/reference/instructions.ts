import { Op } from '../isa.js'
import { binaryInstruction, blend, select, unary } from './elementwise.js'
import { axpy, axpy1, nn, nt, tn } from './matrices.js'
import { finite, gatherRows, scatter, scatterRows, take } from './movement.js'
import { guard, rms } from './steps.js'
import { mask, signs } from './random.js'
import { columns, firstMax, norm, normalize, normalizeGrad, reduce, softmax, softmaxGrad } from './rows.js'
import type { Instruction } from './scope.js'

/** Every instruction but END and UPDATE, which steer the run itself. */
const named: Readonly<Record<Exclude<keyof typeof Op, 'END' | 'UPDATE'>, Instruction>> = {
  UNARY: unary,
  BINARY: binaryInstruction,
  SELECT: select,
  BLEND: blend,
  NT: nt,
  NN: nn,
  TN: tn,
  REDUCE: reduce,
  COLUMNS: columns,
  NORMALIZE: normalize,
  NORMALIZE_GRAD: normalizeGrad,
  SOFTMAX: softmax,
  SOFTMAX_GRAD: softmaxGrad,
  TAKE: take,
  SCATTER: scatter,
  GATHER_ROWS: gatherRows,
  SCATTER_ROWS: scatterRows,
  FIRST_MAX: firstMax,
  MASK: mask,
  FINITE: finite,
  NORM: norm,
  AXPY1: axpy1,
  AXPY: axpy,
  RMS: rms,
  GUARD: guard,
  SIGNS: signs,
}

/** Instructions by operation code. */
export const instructions: ReadonlyMap<number, Instruction> = new Map(
  Object.entries(named).map(([name, run]) => [Op[name as keyof typeof Op], run]),
)

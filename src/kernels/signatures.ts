import { Op } from './isa.js'

/**
 * The operands of every instruction, one letter each, in the order of isa.ts:
 *
 *     i  a number, used as it is (counts, flags, function codes, word addresses)
 *     d  an address in `data`, relocated
 *     o  an optional address: negative means absent, else relocated
 */
const operands: Readonly<Record<keyof typeof Op, string>> = {
  END: '',
  UNARY: 'iddii',
  BINARY: 'iddiidiiii',
  SELECT: 'ddddii',
  BLEND: 'idddddii',
  NT: 'dddoiiii',
  NN: 'dddiiii',
  TN: 'dddiiii',
  REDUCE: 'iddii',
  COLUMNS: 'ddii',
  NORMALIZE: 'iddddii',
  NORMALIZE_GRAD: 'iddddii',
  SOFTMAX: 'ddii',
  SOFTMAX_GRAD: 'dddii',
  TAKE: 'ddii',
  SCATTER: 'ddiii',
  GATHER_ROWS: 'dddiii',
  SCATTER_ROWS: 'dddiii',
  FIRST_MAX: 'ddii',
  MASK: 'ddiii',
  FINITE: 'dii',
  NORM: 'ddoii',
  UPDATE: 'ddoiiid',
  AXPY1: 'ddddii',
  AXPY: 'dddi',
  RMS: 'ddddddddii',
  GUARD: 'ddddi',
  SIGNS: 'dii',
}

/** Operand letters by operation code: an instruction takes 1 + signatures[op].length words. */
export const signatures: readonly string[] = Object.entries(Op)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => operands[name as keyof typeof Op])

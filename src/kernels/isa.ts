/*
 * The instruction set: what a kernel machine can do.
 *
 * A plan is data. It is a list of 32-bit words in `words`, run over one flat array of numbers, `data`.
 * Every machine (SIMD, scalar reference, float64) runs the same words over the same layout; the float32
 * machines leave the same bits, because each operation below has one rounding per arithmetic step
 * and one order of summation.
 *
 * Layout.  A tensor of any rank is stored as rows of its last axis: `rows` rows of `cols` numbers, each row
 * padded with zeros to stride(cols) = 4*ceil(cols/4). Every instruction leaves zeros in the padding of what it writes.
 *
 * Addresses are element indices into `data`, relocated before use:
 *
 *     [0, stateEnd)          parameters, then one region of the same size per optimizer state: + blockOffset
 *     [stateEnd, tapeStart)  constants, scalars, scratch: as they are
 *     [tapeStart, ...)       activations and gradients of one pass: + slotOffset
 *
 * slotOffset is an argument of run(); blockOffset is 0 except inside UPDATE.
 *
 * Sums.  A row sum or dot product keeps four lanes (lane l adds elements l, l+4, ...), then (l0+l1)+(l2+l3).
 * Sums over rows are sequential, first row first.
 *
 * Matrices: A[m,k] has m rows of stride(k).
 *
 *   END                                                     stop, status 0
 *   UNARY    fn dst a rows cols                             rows = 0: one row of the current block's length
 *   BINARY   fn dst a aStep aSplat b bStep bSplat rows cols a row starts at a + r*aStep; aSplat = 1: its first number
 *                                                           stands for all (aStep 0 and aSplat 1: a scalar)
 *   SELECT   dst c a b rows cols                            c != 0 ? a : b, all of one layout
 *   BLEND    square dst a s b t rows cols                   a*s + b*t, or a*s + (b*b)*t; s, t are addresses of scalars. In
 *                                                           float32 a result below BLEND_TINY is 0, and b*b is 0 where b is below
 *                                                           BLEND_TINY_SQUARED: a moving average never ends in subnormal numbers
 *   NT       dst A B bias m n k accumulate                  C[m,n] = A[m,k] B[n,k]^T (+ bias[n] if bias >= 0; the bias is
 *                                                           added to the finished dot product; accumulate = 1: C + dot)
 *   NN       dst A B m n k accumulate                       C[m,k] = A[m,n] B[n,k], adding n in order, from 0 (or from C)
 *   TN       dst A B m n k accumulate                       C[n,k] = A[m,n]^T B[m,k], adding m in order, from 0 (or from C)
 *   REDUCE   fn dst a rows cols                             one number per row, in rows of stride 4
 *   COLUMNS  dst a rows cols                                sum of the rows: one row of cols
 *   NORMALIZE      center epsilon dst scale a rows cols     per row: (a - mean)/sqrt(mean of squares + eps), the mean taken out only
 *                                                           if center = 1; scale[r] (stride 4) = 1/sqrt(...); epsilon: address
 *   NORMALIZE_GRAD center dst g y scale rows cols           (g - mean g - y mean(g y)) scale; mean g only if center = 1
 *   SOFTMAX        dst a rows cols
 *   SOFTMAX_GRAD   dst g y rows cols                        y (g - sum(g y))
 *   TAKE     dst a table count                              dst[i] = a[words[table+i]]; -1 gives 0, -2 gives -Infinity
 *   SCATTER  dst a table count length                       dst[0..length) = 0, then dst[words[table+i]] += a[i]; negatives skipped
 *   GATHER_ROWS  dst table ids count rows cols              row number data[ids + i] of table[rows, cols]; ids are contiguous;
 *                                                           stop with STATUS_ID at one that isn't a whole number below rows
 *   SCATTER_ROWS dst g ids count rows cols                  dst[rows, cols] = 0, then its row ids[i] += g row i
 *   FIRST_MAX dst a rows cols                               1 at the first largest element of a row, else 0
 *   MASK     dst rate seed rows cols                        dropout: 0 with probability data[rate], else 1/(1 - rate);
 *                                                           words[seed..seed+3] is the xoshiro128++ state, advanced per element
 *   FINITE   a count status                                 stop with that status unless all are finite
 *   NORM     dst a b rows cols                              squared norm: of a[rows,cols] if b < 0, else of the outer product of
 *                                                           a[rows] and b[cols] (vectors), as the product of their squared norms
 *   UPDATE   w a b rows cols rule scratch                   for blocks of whole rows (as many as fit in blockCapacity, at least one):
 *                                                           scratch = the gradient block (b < 0: rows of a[rows,cols]; else
 *                                                           a[i]*b[j]), blockOffset = address of the block in w, run `rule`
 *   AXPY1    w a b scale rows cols                          w[i,j] += (scale*a[i]) * b[j]
 *   AXPY     w a scale count                                w[i] += scale * a[i]
 *   RMS      dst v g decay rest correction epsilon rate rows cols   v <- v*decay + (g*g)*rest, as BLEND squared does, and
 *                                                           dst <- g / (sqrt(v*correction) + epsilon) * rate; all after g
 *                                                           are addresses of scalars
 *   SIGNS    dst seed cols                                  of the current block, in rows of cols: 1 or -1, zeros in the padding;
 *                                                           words[seed..seed+3] as for MASK, advanced for every 32 columns of
 *                                                           a row, the lowest bit first: 1 where it is set
 *   GUARD    dst a g sum cols                               of the current block, in rows of cols: dst <- a, zeros in the
 *                                                           padding; sum += dst . g, four lanes over the whole block
 */

/** Operation codes; the order is part of the contract between machines. */
export const Op = {
  END: 0,
  UNARY: 1,
  BINARY: 2,
  SELECT: 3,
  BLEND: 4,
  NT: 5,
  NN: 6,
  TN: 7,
  REDUCE: 8,
  COLUMNS: 9,
  NORMALIZE: 10,
  NORMALIZE_GRAD: 11,
  SOFTMAX: 12,
  SOFTMAX_GRAD: 13,
  TAKE: 14,
  SCATTER: 15,
  GATHER_ROWS: 16,
  SCATTER_ROWS: 17,
  FIRST_MAX: 18,
  MASK: 19,
  FINITE: 20,
  NORM: 21,
  UPDATE: 22,
  AXPY1: 23,
  AXPY: 24,
  RMS: 25,
  GUARD: 26,
  SIGNS: 27,
} as const

/** Functions of one number, for UNARY. STEP is 1 where x > 0, else 0; SIGN(0) = 0. */
export const Unary = {
  COPY: 0,
  NEG: 1,
  ABS: 2,
  SIGN: 3,
  SQRT: 4,
  EXP: 5,
  LOG: 6,
  EXPM1: 7,
  LOG1P: 8,
  TANH: 9,
  SIGMOID: 10,
  RELU: 11,
  STEP: 12,
  ERF: 13,
  SQUARE: 14,
  RECIPROCAL: 15,
} as const

/** Functions of two numbers, for BINARY. Comparisons give 1 or 0. The last three take (g, y):
 * g*(1 - y*y), g*(y*(1 - y)), and g where y > 0, else 0. */
export const Binary = {
  ADD: 0,
  SUB: 1,
  MUL: 2,
  DIV: 3,
  MAX: 4,
  MIN: 5,
  GREATER: 6,
  GREATER_EQUAL: 7,
  EQUAL: 8,
  TANH_GRAD: 9,
  SIGMOID_GRAD: 10,
  RELU_GRAD: 11,
} as const

/** Reductions of a row, for REDUCE. */
export const Reduce = { SUM: 0, MAX: 1 } as const

/**
 * Magnitudes below which BLEND gives 0 in float32. 0.999 times the smallest subnormals rounds to themselves, so the mean
 * square of a gradient that vanished would stay there for ever, and processors take ten times as long for such numbers.
 */
export const BLEND_TINY: number = 2 ** -100
export const BLEND_TINY_SQUARED: number = 2 ** -55

/** Status of GATHER_ROWS when an id has no row. Not a status for FINITE. */
export const STATUS_ID = 3

/** Numbers per row in memory, for `cols` numbers: the next multiple of four. */
export const stride = (cols: number): number => (cols + 3) & ~3

/** Sizes of a machine, in numbers (`data`) and 32-bit words (`words`), fixed when it is made. */
export interface MachineLayout {
  readonly dataLength: number
  readonly wordsLength: number
  readonly stateEnd: number
  readonly tapeStart: number
  /** Numbers a scratch block of UPDATE holds. */
  readonly blockCapacity: number
}

/** Memory and the means to run a plan over it. Running allocates nothing; views never move. */
export interface Machine {
  readonly kind: MachineKind
  readonly data: Float32Array | Float64Array
  readonly words: Int32Array
  /** Runs from word `pc` to END. Returns 0, or the status of the FINITE that failed, or STATUS_ID. */
  run(pc: number, slotOffset: number): number
}

/** `simd` needs WebAssembly SIMD; `reference` is its bit-identical twin in TypeScript; `float64` is for checks. */
export type MachineKind = 'simd' | 'reference' | 'float64'

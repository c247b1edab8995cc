import { stride } from '../../kernels/isa.js'
import { columnsOf, rowsOf, storage } from '../tracing/node.js'

/* Between flat row-major numbers and a machine's memory, where each row is padded to a multiple of four. */

type Numbers = Float32Array | Float64Array

/** Writes values[from...], row-major, into padded rows. Called per sample: allocates nothing. */
export function writeRows(
  data: Numbers,
  address: number,
  shape: readonly number[],
  values: ArrayLike<number>,
  from: number,
): void {
  const cols = columnsOf(shape)
  const rows = rowsOf(shape)
  const step = stride(cols)
  if ((rows === 1 || step === cols) && from === 0 && values.length === rows * cols && values.length > 24) {
    data.set(values, address)
    return
  }
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) data[address + row * step + col] = values[from + row * cols + col]!
  }
}

/** Copies a tensor out, without padding. */
export function readRows(data: Numbers, address: number, shape: readonly number[]): Numbers {
  const cols = columnsOf(shape)
  const rows = rowsOf(shape)
  const step = stride(cols)
  if (rows === 1 && cols > 32) return data.slice(address, address + cols)
  const values = data instanceof Float32Array ? new Float32Array(rows * cols) : new Float64Array(rows * cols)
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) values[row * cols + col] = data[address + row * step + col]!
  }
  return values
}

interface Rows {
  readonly data: Numbers
  readonly at: number
  readonly shape: readonly number[]
}

/** Copies the rows and columns that both have; what is new in `to` becomes zero. */
export function copyRows(from: Rows, to: Rows): void {
  to.data.fill(0, to.at, to.at + storage(to.shape))
  const rows = Math.min(rowsOf(from.shape), rowsOf(to.shape))
  const cols = Math.min(columnsOf(from.shape), columnsOf(to.shape))
  for (let row = 0; row < rows; row++) {
    const start = from.at + row * stride(columnsOf(from.shape))
    to.data.set(from.data.subarray(start, start + cols), to.at + row * stride(columnsOf(to.shape)))
  }
}

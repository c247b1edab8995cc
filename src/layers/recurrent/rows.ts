import type { Ops, Tensor } from '../../autodiff/tracing/trace.js'

/* Sequences [steps, features] and their rows. Halving keeps the work, and that of the gradients, at steps * log(steps). */

const positions = (length: number, from: number): Int32Array => Int32Array.from({ length }, (_, at) => from + at)

/** Row `at` as a vector; for few rows, or where no gradient flows. */
export function rowAt(op: Ops, x: Tensor, at: number): Tensor {
  const [, cols = 1] = x.shape
  return op.take(x, positions(cols, at * cols), [cols])
}

/** All rows as vectors. */
export function splitRows(op: Ops, x: Tensor): readonly Tensor[] {
  const [rows = 1, cols = 1] = x.shape
  if (rows === 1) return [op.reshape(x, [cols])]
  const half = rows >> 1
  const [first, second] = [
    op.take(x, positions(half * cols, 0), [half, cols]),
    op.take(x, positions((rows - half) * cols, half * cols), [rows - half, cols]),
  ]
  return [...splitRows(op, first), ...splitRows(op, second)]
}

/** Vectors of one length as the rows of [vectors, length]. */
export function stackRows(op: Ops, rows: readonly Tensor[]): Tensor {
  const [first] = rows
  const cols = first?.shape[0] ?? 1
  if (rows.length === 1 && first) return op.reshape(first, [1, cols])
  const half = rows.length >> 1
  const place = (part: readonly Tensor[], from: number): Tensor => {
    const stacked = stackRows(op, part)
    const [start, end] = [from * cols, (from + part.length) * cols]
    const table = Int32Array.from({ length: rows.length * cols }, (_, at) =>
      at >= start && at < end ? at - start : -1,
    )
    return op.take(stacked, table, [rows.length, cols])
  }
  return op.add(place(rows.slice(0, half), 0), place(rows.slice(half), half))
}

/** The window one sample later: without its first row, with `newest` as its last. */
export function shiftRows(op: Ops, window: Tensor, newest: Tensor): Tensor {
  const [rows = 1, cols = 1] = window.shape
  const kept = (rows - 1) * cols
  const older = Int32Array.from({ length: rows * cols }, (_, at) => (at < kept ? at + cols : -1))
  const last = Int32Array.from({ length: rows * cols }, (_, at) => (at < kept ? -1 : at - kept))
  return op.add(op.take(window, older, window.shape), op.take(newest, last, window.shape))
}

/** Where a window holds a sample: 1, else 0. [rows], moved on by one sample. */
export function shiftPresence(op: Ops, present: Tensor): Tensor {
  const [rows = 1] = present.shape
  const moved = Int32Array.from({ length: rows }, (_, at) => (at + 1 < rows ? at + 1 : -1))
  const newest = Array.from({ length: rows }, (_, at) => (at + 1 < rows ? 0 : 1))
  return op.add(op.take(present, moved, [rows]), op.constant(newest))
}

import { EddyError } from '../../error.js'
import type { ColumnShape } from '../column.js'
import { addDifference, difference, wordsOf } from './words.js'

/** What changed in one column: nothing, some words, all of them, or everything about it. */
export type ColumnDelta =
  | { readonly kind: 'same' }
  | { readonly kind: 'sparse'; readonly indices: Uint32Array; readonly differences: Int32Array }
  | { readonly kind: 'dense'; readonly differences: Int32Array }
  | { readonly kind: 'replaced'; readonly words: Int32Array }

/** The way from one state to another, exact. */
export interface Delta {
  /** Columns of the state it leads to. */
  readonly shapes: readonly ColumnShape[]
  readonly columns: readonly ColumnDelta[]
}

const same: ColumnDelta = { kind: 'same' }
/** Fewer changed words than one in so many are kept as a list. */
const SPARSE_BELOW = 8

const equalShapes = (a: ColumnShape | undefined, b: ColumnShape): boolean =>
  a !== undefined && a.name === b.name && a.type === b.type && a.length === b.length

/** The delta from one state to the next. A column that has another name, type or length is replaced. */
export function diff(
  base: { readonly shapes: readonly ColumnShape[]; readonly body: Uint8Array },
  next: { readonly shapes: readonly ColumnShape[]; readonly body: Uint8Array },
): Delta {
  const before = wordsOf(base.shapes, base.body)
  const after = wordsOf(next.shapes, next.body)
  const columns = next.shapes.map((shape, index): ColumnDelta => {
    const words = after[index] ?? new Int32Array(0)
    const old = before[index]
    if (!old || !equalShapes(base.shapes[index], shape)) return { kind: 'replaced', words: words.slice() }
    return fromDifferences(difference(old, words, shape.type === 'f32'))
  })
  return { shapes: next.shapes, columns }
}

function fromDifferences(differences: Int32Array): ColumnDelta {
  let count = 0
  for (let i = 0; i < differences.length; i++) if (differences[i] !== 0) count += 1
  if (count === 0) return same
  if (count * SPARSE_BELOW > differences.length) return { kind: 'dense', differences }
  const indices = new Uint32Array(count)
  const changed = new Int32Array(count)
  let at = 0
  for (let i = 0; i < differences.length; i++) {
    if (differences[i] === 0) continue
    indices[at] = i
    changed[at++] = differences[i]!
  }
  return { kind: 'sparse', indices, differences: changed }
}

/**
 * Applies a delta.
 *
 * @returns a fresh state; `base` is left as it is
 * @throws {EddyError} ERR_DELTA if the delta doesn't fit the state
 */
export function applyDelta(
  base: { readonly shapes: readonly ColumnShape[]; readonly body: Uint8Array },
  { shapes, columns }: Delta,
): Uint8Array {
  const before = wordsOf(base.shapes, base.body)
  const parts = shapes.map((shape, index) => {
    const delta = columns[index] ?? same
    if (delta.kind === 'replaced') return delta.words
    const words = before[index]
    if (!words || !equalShapes(base.shapes[index], shape)) {
      throw new EddyError(
        'ERR_DELTA',
        `the delta changes a column '${shape.name}' that the state doesn't have in this form`,
      )
    }
    return changed(words, delta, shape.type === 'f32')
  })
  const body = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  const words = new Int32Array(body.buffer)
  let at = 0
  for (const part of parts) {
    words.set(part, at)
    at += part.length
  }
  return body
}

function changed(words: Int32Array, delta: Exclude<ColumnDelta, { kind: 'replaced' }>, float: boolean): Int32Array {
  if (delta.kind === 'same') return words
  const next = words.slice()
  const { differences } = delta
  if (delta.kind === 'dense') {
    if (differences.length !== words.length) throw wrongLength(differences.length, words.length)
    for (let i = 0; i < next.length; i++) addDifference(next, i, differences[i]!, float)
    return next
  }
  for (let i = 0; i < differences.length; i++) {
    const at = delta.indices[i]!
    if (at >= next.length) throw wrongLength(at + 1, next.length)
    addDifference(next, at, differences[i]!, float)
  }
  return next
}

const wrongLength = (got: number, wanted: number): EddyError =>
  new EddyError('ERR_DELTA', `the delta changes ${got} words of a column that has ${wanted}`)

import { columnBytes } from '../column.js'
import type { ColumnDelta, Delta } from './delta.js'
import { addDifference } from './words.js'

/**
 * One delta for two that follow each other: applying it gives the same state, bit for bit. So a subscriber that missed
 * k versions gets one delta and not k.
 */
export function mergeDeltas(first: Delta, second: Delta): Delta {
  const columns = second.columns.map((later, index): ColumnDelta => {
    const earlier = first.columns[index]
    const shape = second.shapes[index]
    if (later.kind === 'replaced' || !earlier || !shape) return later
    if (later.kind === 'same') return earlier
    if (earlier.kind === 'same') return later
    if (earlier.kind === 'replaced') return replaced(earlier.words, later, shape.type === 'f32')
    return summed(earlier, later, columnBytes(shape) / 4)
  })
  return { shapes: second.shapes, columns }
}

type Changed = Extract<ColumnDelta, { readonly differences: Int32Array }>

function replaced(words: Int32Array, later: Changed, float: boolean): ColumnDelta {
  const next = words.slice()
  later.differences.forEach((delta, i) => {
    addDifference(next, later.kind === 'sparse' ? (later.indices[i] ?? 0) : i, delta, float)
  })
  return { kind: 'replaced', words: next }
}

function summed(a: Changed, b: Changed, length: number): ColumnDelta {
  if (a.kind === 'sparse' && b.kind === 'sparse') return union(a, b)
  const differences = new Int32Array(length)
  for (const part of [a, b]) {
    part.differences.forEach((delta, i) => {
      const at = part.kind === 'sparse' ? (part.indices[i] ?? 0) : i
      differences[at] = (differences[at] ?? 0) + delta
    })
  }
  return { kind: 'dense', differences }
}

type Sparse = Extract<ColumnDelta, { readonly kind: 'sparse' }>

/** Two sorted lists into one. */
function union(a: Sparse, b: Sparse): ColumnDelta {
  const indices: number[] = []
  const differences: number[] = []
  let i = 0
  let j = 0
  while (i < a.indices.length || j < b.indices.length) {
    const left = a.indices[i] ?? Number.POSITIVE_INFINITY
    const right = b.indices[j] ?? Number.POSITIVE_INFINITY
    const at = Math.min(left, right)
    let sum = 0
    if (left === at) sum += a.differences[i++] ?? 0
    if (right === at) sum += b.differences[j++] ?? 0
    indices.push(at)
    differences.push(sum | 0)
  }
  return { kind: 'sparse', indices: Uint32Array.from(indices), differences: Int32Array.from(differences) }
}

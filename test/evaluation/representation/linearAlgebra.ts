/** The solution of `matrix` w = `right`, by elimination with partial pivoting. */
export function solved(matrix: readonly (readonly number[])[], right: readonly number[]): readonly number[] {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0])
  const size = rows.length
  for (let column = 0; column < size; column++) {
    let best = column
    for (let i = column; i < size; i++) if (Math.abs(rows[i]![column]!) > Math.abs(rows[best]![column]!)) best = i
    const pivot = rows[best]!
    rows[best] = rows[column]!
    rows[column] = pivot
    for (let i = 0; i < size; i++) {
      if (i === column) continue
      const factor = rows[i]![column]! / pivot[column]!
      for (let j = column; j <= size; j++) rows[i]![j]! -= factor * pivot[j]!
    }
  }
  return rows.map((row, i) => row[size]! / row[i]!)
}

/** Eigenvalues and unit eigenvectors of a symmetric matrix, largest first, by Jacobi's rotations. */
export function eigen(
  matrix: readonly (readonly number[])[],
): readonly { readonly value: number; readonly vector: readonly number[] }[] {
  const a = matrix.map((row) => [...row])
  const size = a.length
  const v = a.map((_, i) => a.map((_, j) => Number(i === j)))
  for (let sweep = 0; sweep < 60; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (a[p]![q] === 0) continue
        const angle = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!)
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[k]![p]!, a[k]![q]!]
          a[k]![p] = c * x - s * y
          a[k]![q] = s * x + c * y
        }
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!]
          a[p]![k] = c * x - s * y
          a[q]![k] = s * x + c * y
        }
        for (let k = 0; k < size; k++) {
          const [x, y] = [v[k]![p]!, v[k]![q]!]
          v[k]![p] = c * x - s * y
          v[k]![q] = s * x + c * y
        }
      }
    }
  }
  return a
    .map((row, i) => ({ value: row[i]!, vector: v.map((line) => line[i]!) }))
    .sort((one, other) => other.value - one.value)
}

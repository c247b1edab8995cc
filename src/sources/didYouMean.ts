/** " Did you mean ...?" where one of `known` is a slip of the finger away, else nothing. */
export function didYouMean(given: string, known: readonly string[]): string {
  const [nearest] = known
    .map((word) => ({ word, edits: editDistance(given.toLowerCase(), word) }))
    .filter(({ word, edits }) => edits <= Math.max(2, Math.floor(word.length / 3)))
    .sort((a, b) => a.edits - b.edits)
  return nearest === undefined ? '' : `. Did you mean '${nearest.word}'?`
}

/** Insertions, deletions, substitutions and swaps of neighbours. Source: Damerau 1964, the restricted form. */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY
      const changed = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, changed, swapped))
    }
  }
  return at(a.length, b.length)
}

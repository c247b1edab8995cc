/**
 * The known name that a misspelt one most likely means: the one that the fewest insertions, deletions, replacements and
 * swaps of neighbours lead to (Damerau 1964; restricted to non-overlapping edits).
 *
 * @returns undefined if none is nearer than a third of the longer name's letters, or two edits
 */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let nearest: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase())
    const longer = Math.min(Math.max(name.length, candidate.length), LENGTH_MAX)
    const most = Math.max(2, Math.floor(longer / 3))
    if (edits < least && edits <= most && edits < candidate.length) {
      least = edits
      nearest = candidate
    }
  }
  return nearest
}

/** Names longer than this are cut: the cost is quadratic. */
const LENGTH_MAX = 64

function editsBetween(from: string, to: string): number {
  const a = from.slice(0, LENGTH_MAX)
  const b = to.slice(0, LENGTH_MAX)
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let edits = Math.min(replaced, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (beforeLast[j - 2] ?? edits) + 1)
      row.push(edits)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}

/** Characters that may separate cells, the most usual first. */
const DELIMITERS = [',', ';', '\t', '|', '\x1f', '\x01', '^', '~']

/** Cuts a line into cells. Delimiters between quotes do not count. */
export function cellsOf(line: string, delimiter: string): readonly string[] {
  if (delimiter === ' ') return line.trim().split(/[ \t]+/)
  if (!line.includes('"')) return line.split(delimiter)
  const cells: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted
    else if (!quoted && line.startsWith(delimiter, at)) {
      cells.push(line.slice(from, at))
      from = at + delimiter.length
      at = from - 1
    }
  }
  cells.push(line.slice(from))
  return cells.map((cell) =>
    cell
      .trim()
      .replace(/^"([\s\S]*)"$/, '$1')
      .replaceAll('""', '"'),
  )
}

/** The most frequent number of cells, and the share of lines that have it. Of equally frequent numbers, the largest. */
export function usualWidth(widths: readonly number[]): { readonly width: number; readonly share: number } {
  const times = new Map<number, number>()
  for (const width of widths) times.set(width, (times.get(width) ?? 0) + 1)
  const [[width, count] = [1, 0]] = [...times].sort(([a, m], [b, n]) => n - m || b - a)
  return { width, share: count / Math.max(widths.length, 1) }
}

/** The header is searched in this many lines. */
const HEADER_WITHIN = 20

/**
 * Finds the delimiter. Preferred is, in this order: one that makes the target a cell of its own; one that cuts most lines, and the
 * first line, into equally many cells; one that makes more cells. A blank is tried last, and only if it makes the target a cell.
 *
 * @returns a comma if no delimiter cuts the lines
 */
export function delimiterOf(lines: readonly string[], target: string | undefined): string {
  const rows = lines.filter((line) => line.trim() !== '')
  const shows = (delimiter: string): boolean =>
    target !== undefined &&
    rows
      .slice(0, HEADER_WITHIN)
      .some((line) => cellsOf(line, delimiter).some((cell) => cell.trim().replace(/^'(.*)'$/, '$1') === target))
  const rated = DELIMITERS.map((delimiter) => {
    const widths = rows.map((line) => cellsOf(line, delimiter).length)
    const { width, share } = usualWidth(widths)
    const score = width < 2 ? 0 : share + (widths[0] === width ? 0.5 : 0) + (shows(delimiter) ? 1 : 0)
    return { delimiter, score, width }
  })
  const best = rated.reduce((a, b) => (b.score > a.score || (b.score === a.score && b.width > a.width) ? b : a))
  if (best.score > 0) return best.delimiter
  return shows(' ') && !shows(',') && usualWidth(rows.map((line) => cellsOf(line, ' ').length)).share > 0.95 ? ' ' : ','
}

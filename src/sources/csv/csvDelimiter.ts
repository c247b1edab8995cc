/** What separates cells, the more usual first. A blank does so only where it shows the target. */
const DELIMITERS = [',', ';', '\t', '|', '\x1f', '\x01', '^', '~']

/** Cells of a line, quotes taken into account as far as one line shows them. */
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

/** How many cells most lines have. Of several numbers that are as frequent, the largest. */
export function usualWidth(widths: readonly number[]): { readonly width: number; readonly share: number } {
  const times = new Map<number, number>()
  for (const width of widths) times.set(width, (times.get(width) ?? 0) + 1)
  const [[width, count] = [1, 0]] = [...times].sort(([a, m], [b, n]) => n - m || b - a)
  return { width, share: count / Math.max(widths.length, 1) }
}

/** Lines in which the target is looked for. */
const HEADER_WITHIN = 20

/**
 * What separates the cells of lines: what shows the target as a cell of its own, then what cuts most lines, and the first of them,
 * into equally many cells, then what cuts them into most.
 *
 * @returns a comma where nothing cuts them
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

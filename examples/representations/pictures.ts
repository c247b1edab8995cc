/** From most negative to most positive; the middle one is 0. */
const SHADES = [' ', '░', '▒', '▓', '█']

/** Square pictures of `side` by `side` numbers beside each other, each shaded by its own largest value. */
export function pictures(all: readonly ArrayLike<number>[], side: number): string {
  const lines = Array.from({ length: side }, (_, row) =>
    all
      .map((picture) => {
        const values = Array.from(picture)
        const most = Math.max(...values.map(Math.abs))
        return values
          .slice(row * side, (row + 1) * side)
          .map((value) => (SHADES[Math.round(2 + (2 * value) / most)] ?? '').repeat(2))
          .join('')
      })
      .join('   '),
  )
  return lines.join('\n')
}

export interface Mark {
  readonly x: number
  readonly y: number
  /** One character. */
  readonly mark: string
}

/** Marks on a field of characters that just holds them all; the last one wins a place. */
export function scatter(marks: readonly Mark[], columns: number, rows: number): string {
  const field = Array.from({ length: rows }, () => new Array<string>(columns).fill(' '))
  const scale = (values: readonly number[], cells: number): ((value: number) => number) => {
    const least = Math.min(...values)
    const width = Math.max(...values) - least || 1
    return (value) => Math.min(cells - 1, Math.floor((cells * (value - least)) / width))
  }
  const column = scale(
    marks.map(({ x }) => x),
    columns,
  )
  const row = scale(
    marks.map(({ y }) => y),
    rows,
  )
  for (const { x, y, mark } of marks) {
    const line = field[row(y)]
    if (line) line[column(x)] = mark
  }
  return field.map((line) => line.join('')).join('\n')
}

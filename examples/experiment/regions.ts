/** A square of the plane as text, wider than high as letters are: full where `says` is above the threshold. */
export function regions(
  says: (x: number, y: number) => number,
  { from, to, threshold = 0, lines = 13 }: RegionOptions,
): readonly string[] {
  const columns = 2 * lines
  const at = (index: number, count: number): number => from + ((to - from) * index) / (count - 1)
  return Array.from({ length: lines }, (_, row) =>
    Array.from({ length: columns }, (__, column) =>
      says(at(column, columns), at(lines - 1 - row, lines)) > threshold ? '█' : '·',
    ).join(''),
  )
}

export interface RegionOptions {
  /** Both axes run from here to there. */
  readonly from: number
  readonly to: number
  readonly threshold?: number
  readonly lines?: number
}

/** Pictures side by side. */
export const beside = (pictures: readonly (readonly string[])[]): string =>
  (pictures[0] ?? []).map((_, line) => `  ${pictures.map((picture) => picture[line] ?? '').join('   ')}`).join('\n')

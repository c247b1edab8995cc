/** What an example measured, and what it had to reach. */
export interface Result {
  /** What the figure says: 'solved seeds, median sweeps'. */
  readonly figure: string
  readonly bar: string
  readonly reached: string
  readonly passed: boolean
}

/** Prints a result, and hands it to the gallery if that started this process. The process fails below a bar. */
export function report(result: Result): void {
  const { figure, bar, reached, passed } = result
  console.log(`${passed ? 'passed' : 'BELOW THE BAR'}  ${figure}: ${reached}  (bar: ${bar})`)
  process.send?.(result)
  if (!passed) process.exitCode = 1
}

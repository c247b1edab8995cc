/** What an example measured, and what it had to reach. */
export interface Result {
  /** What the figure says: 'solved seeds, median sweeps'. */
  readonly figure: string
  readonly bar: string
  readonly reached: string
  readonly passed: boolean
  /** False where what it takes isn't at hand; default true. */
  readonly judged?: boolean
}

/** Prints a result, and hands it to the gallery if that started this process. The process fails below a bar. */
export function report(result: Result): void {
  const { figure, bar, reached, passed, judged = true } = result
  console.log(`${judged ? (passed ? 'passed' : 'BELOW THE BAR') : 'NOT JUDGED'}  ${figure}: ${reached}  (bar: ${bar})`)
  process.send?.(result)
  if (!passed) process.exitCode = 1
}

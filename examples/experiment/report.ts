/** What an example measured, and what it had to reach. */
export interface Result {
  /** What the figure says: 'solved seeds, median sweeps'. */
  readonly figure: string
  readonly bar: string
  readonly reached: string
  readonly passed: boolean
}

/** Prints a result, and hands it to the gallery if that started this process. The process fails below a bar. */
export function report(result: Result): void
/** The same for a line that says both what was measured and how much; its bar is in the head of the example. */
export function report(line: string, passed: boolean): void
export function report(result: Result | string, lineOk = false): void {
  const line = typeof result === 'string' ? { figure: result, bar: '', reached: '', passed: lineOk } : result
  const { figure, bar, reached, passed } = line
  const measured = typeof result === 'string' ? figure : `${figure}: ${reached}  (bar: ${bar})`
  console.log(`${passed ? 'passed' : 'BELOW THE BAR'}  ${measured}`)
  process.send?.(line)
  if (!passed) process.exitCode = 1
}

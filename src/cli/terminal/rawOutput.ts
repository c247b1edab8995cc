/** A stream of text, such as `process.stdout`. */
export interface RawOutput {
  /** @param done called when the text was handed to the system, or could not be */
  write(text: string, done?: (error?: Error | null) => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  /** Bytes that were written and that nobody has taken yet. */
  readonly writableLength?: number
}

/**
 * One sample between two feature stages: named values side by side. A column holds a number, or a text with NaN as its
 * number, or neither: then it is missing. Columns are only ever appended, so that an index means the same for ever. A row is
 * reused from sample to sample: a stage writes its own (`out`) anew each time, and keeps none of the row that it is given.
 */
export class Row {
  /** By column; NaN where there is text, or nothing. At least `width` long; another array once a column was appended. */
  numbers: Float64Array = new Float64Array(16)
  /** By column; undefined where there is a number, or nothing. */
  readonly texts: (string | undefined)[] = []
  /** By column. */
  readonly names: string[] = []

  /** Columns. */
  get width(): number {
    return this.names.length
  }

  /** Appends a column, missing for now; returns its index. */
  append(name: string): number {
    const index = this.names.push(name) - 1
    if (index >= this.numbers.length) {
      const numbers = new Float64Array(this.numbers.length * 2)
      numbers.set(this.numbers)
      this.numbers = numbers
    }
    this.numbers[index] = Number.NaN
    this.texts.push(undefined)
    return index
  }

  /** Makes all columns missing. */
  clear(): void {
    this.numbers.fill(Number.NaN, 0, this.width)
    this.texts.fill(undefined)
  }

  /** Whether a column has neither a number nor a text. */
  isMissing(index: number): boolean {
    return Number.isNaN(this.numbers[index]) && this.texts[index] === undefined
  }
}

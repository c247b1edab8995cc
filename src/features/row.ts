/**
 * One sample between two feature stages: named values side by side. A number, or text beside a NaN, or neither: missing.
 * Columns are only ever appended. Reused from sample to sample.
 */
export class Row {
  /** NaN where there is text, or nothing. At least `width` long. */
  numbers: Float64Array = new Float64Array(16)
  readonly texts: (string | undefined)[] = []
  readonly names: string[] = []

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

  /** All missing. */
  clear(): void {
    this.numbers.fill(Number.NaN, 0, this.width)
    this.texts.fill(undefined)
  }

  isMissing(index: number): boolean {
    return Number.isNaN(this.numbers[index]) && this.texts[index] === undefined
  }
}

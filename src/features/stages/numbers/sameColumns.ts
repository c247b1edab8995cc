import { Row } from '../../row.js'

/** A stage whose outputs are its inputs, each number changed by itself; text passes. */
export abstract class SameColumns {
  readonly out: Row = new Row()

  get active(): boolean {
    return this.out.width > 0
  }

  /** A column for each of the row's. */
  protected follow({ names, width }: Row): void {
    for (let column = this.out.width; column < width; column++) this.out.append(names[column] ?? '')
  }

  /** What a number becomes; NaN is missing. Not asked for text. */
  protected abstract value(value: number, column: number): number

  apply(row: Row): void {
    const { numbers, texts, width } = this.out
    for (let column = 0; column < width; column++) {
      const text = row.texts[column]
      texts[column] = text
      numbers[column] = text === undefined ? this.value(row.numbers[column] as number, column) : Number.NaN
    }
  }

  protected names(): unknown {
    return [...this.out.names]
  }

  protected restoreNames(json: unknown): void {
    for (const name of json as readonly string[]) this.out.append(name)
  }
}

import { Row } from '../row.js'
import { Outputs } from './outputs.js'

/** A stage that lets all columns pass, and appends outputs made of them. */
export abstract class Extending {
  readonly out: Row = new Row()
  protected readonly outputs: Outputs = new Outputs(this.out)
  /** Where each column goes. */
  private readonly places: number[] = []

  /** Without outputs of its own, every column is in its own place. */
  get active(): boolean {
    return this.out.width > this.places.length
  }

  /** A place for each of the row's columns; whether there are new ones. */
  protected follow({ names, width }: Row): boolean {
    const known = this.places.length
    for (let column = known; column < width; column++) {
      this.places.push(this.outputs.need(`pass ${column}`, names[column] ?? ''))
    }
    return width > known
  }

  /** Copies the columns, and clears the rest. */
  protected pass(row: Row): void {
    const { out, places } = this
    out.clear()
    for (let column = 0; column < places.length; column++) {
      const to = places[column] as number
      out.numbers[to] = row.numbers[column] as number
      out.texts[to] = row.texts[column]
    }
  }

  protected extendingState(): unknown {
    return { outputs: this.outputs.state(), places: [...this.places] }
  }

  protected restoreExtending(json: unknown): void {
    const { outputs, places } = json as {
      readonly outputs: readonly (readonly [string, string])[]
      readonly places: readonly number[]
    }
    this.outputs.restore(outputs)
    this.places.push(...places)
  }
}

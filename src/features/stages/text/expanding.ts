import { Row } from '../../row.js'
import { Outputs } from '../outputs.js'

/** What a stage that turns some columns into others knows of one column. */
export type Role = 'undecided' | 'passes' | 'taken'

/**
 * A stage that takes some text columns, and makes numbers of them; all others pass. A column's role is decided by its
 * first text, and its outputs are appended as they are first needed.
 */
export abstract class Expanding {
  readonly out: Row = new Row()
  protected readonly outputs: Outputs = new Outputs(this.out)
  protected readonly roles: Role[] = []
  /** Where a passing column goes; -1 until it is there. */
  private readonly passes: number[] = []
  private changed = false
  /** So many columns all pass and have their places: nothing is left to learn of a row as wide. */
  private settled = 0
  /** Every column so far passes, to its own place: whether this stage runs or not makes no difference. */
  private identity = true

  get active(): boolean {
    return !this.identity
  }

  /** Whether this stage takes a column whose first text is this. */
  protected abstract takes(text: string, name: string): boolean

  /** Learns from a column that was taken; `text` is undefined where it is missing. */
  protected abstract learnText(column: number, name: string, text: string | undefined): void

  /** Writes the outputs of a column that was taken, which are 0 before. */
  protected abstract applyText(column: number, text: string | undefined): void

  learn(row: Row): void {
    if (this.settled > 0 && this.settled === row.width) return
    for (let column = this.roles.length; column < row.width; column++) {
      this.roles.push('undecided')
      this.passes.push(-1)
      this.changed = true
    }
    for (let column = 0; column < row.width; column++) this.learnColumn(row, column)
    // Once it isn't, it stays so: the columns have their places.
    if (this.changed) this.identity &&= this.passes.every((to, column) => to === column)
    this.changed = false
    this.settled = this.roles.every((role) => role === 'passes') ? row.width : 0
  }

  private learnColumn(row: Row, column: number): void {
    const text = row.texts[column]
    const name = row.names[column] ?? ''
    if (this.roles[column] === 'undecided' && !row.isMissing(column)) {
      this.roles[column] = text !== undefined && this.takes(text, name) ? 'taken' : 'passes'
    }
    if (this.roles[column] === 'taken') this.learnText(column, name, text)
    else if (this.roles[column] === 'passes' && this.passes[column] === -1) {
      this.passes[column] = this.outputs.need(`pass ${column}`, name)
    }
  }

  apply(row: Row): void {
    const { numbers, texts, width } = this.out
    numbers.fill(0, 0, width)
    for (let column = 0; column < this.roles.length; column++) {
      if (this.roles[column] === 'taken') {
        this.applyText(column, row.texts[column])
        continue
      }
      const to = this.passes[column] ?? -1
      if (to < 0) continue
      numbers[to] = row.numbers[column] as number
      texts[to] = row.texts[column]
    }
  }

  protected expandingState(): unknown {
    return { outputs: this.outputs.state(), roles: [...this.roles], passes: [...this.passes] }
  }

  protected restoreExpanding(json: unknown): void {
    const { outputs, roles, passes } = json as {
      readonly outputs: readonly (readonly [string, string])[]
      readonly roles: readonly Role[]
      readonly passes: readonly number[]
    }
    this.outputs.restore(outputs)
    this.roles.push(...roles)
    this.passes.push(...passes)
    this.identity = passes.every((to, column) => to === column)
  }
}

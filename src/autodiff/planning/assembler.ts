import { Op } from '../../kernels/isa.js'

/** Collects the words of all programs and index tables of a machine. */
export class Assembler {
  readonly words: number[] = []
  private readonly tables = new Map<Int32Array, number>()

  emit(...words: readonly number[]): void {
    for (const word of words) this.words.push(word)
  }

  /** Writes a program and returns its address, the `pc` to run. Tables used inside must be placed before. */
  program(write: () => void): number {
    const pc = this.words.length
    write()
    this.emit(Op.END)
    return pc
  }

  /** Places words that are data: an index table (shared by whoever uses the same array) or generator state. */
  table(values: Int32Array): number {
    const known = this.tables.get(values)
    if (known !== undefined) return known
    const at = this.words.length
    for (const value of values) this.words.push(value)
    this.tables.set(values, at)
    return at
  }
}

import type { Row } from '../row.js'

/** Outputs of a stage by what they stand for; a key's index is for ever. */
export class Outputs {
  readonly row: Row
  private readonly indices = new Map<string, number>()

  constructor(row: Row) {
    this.row = row
  }

  find(key: string): number | undefined {
    return this.indices.get(key)
  }

  /** The index of a key, appended under `name` where it is new. */
  need(key: string, name: string): number {
    const known = this.indices.get(key)
    if (known !== undefined) return known
    const index = this.row.append(name)
    this.indices.set(key, index)
    return index
  }

  /** Keys in the order of their indices, with their names. */
  state(): readonly (readonly [key: string, name: string])[] {
    return [...this.indices].map(([key, index]) => [key, this.row.names[index] ?? key])
  }

  restore(entries: readonly (readonly [key: string, name: string])[]): void {
    for (const [key, name] of entries) this.need(key, name)
  }
}

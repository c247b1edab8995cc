/** What is known under each of a bounded number of keys; the one learned least recently makes room. */
export class KeyedMemory<V> {
  private readonly capacity: number
  private readonly entries = new Map<string | number, V>()

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get size(): number {
    return this.entries.size
  }

  /** Reading is no use: it changes nothing. */
  find(key: string | number): V | undefined {
    return this.entries.get(key)
  }

  /** The key's value, now the most recent, made where there is none. */
  use(key: string | number, make: () => V): V {
    const known = this.entries.get(key)
    if (known !== undefined) this.entries.delete(key)
    else if (this.entries.size >= this.capacity) {
      for (const oldest of this.entries.keys()) {
        this.entries.delete(oldest)
        break
      }
    }
    const value = known ?? make()
    this.entries.set(key, value)
    return value
  }

  /** Keys with their values, the least recent first. */
  *[Symbol.iterator](): IterableIterator<[string | number, V]> {
    yield* this.entries
  }
}

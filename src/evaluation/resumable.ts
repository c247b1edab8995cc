/** What can tell all it knows as plain data (numbers, texts, lists, typed arrays), and go on from it. */
export interface Resumable {
  /** A copy. */
  state(): unknown
  restore(state: unknown): void
}

/** One flat record as memory: it is changed in place. */
export function resumable<Memory extends object>(memory: Memory): Resumable & { readonly memory: Memory } {
  return {
    memory,
    state: () => structuredClone(memory),
    restore: (state) => void Object.assign(memory, structuredClone(state)),
  }
}

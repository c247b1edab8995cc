/** What can tell all it knows as plain data (numbers, texts, lists, typed arrays), and go on from it. */
export interface Remembering {
  /** A copy. */
  state(): unknown
  restore(state: unknown): void
}

/** One flat record as memory: it is changed in place. */
export function remembering<Memory extends object>(memory: Memory): Remembering & { readonly memory: Memory } {
  return {
    memory,
    state: () => structuredClone(memory),
    restore: (state) => void Object.assign(memory, structuredClone(state)),
  }
}

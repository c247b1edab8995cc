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

const VECTORS = [Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array]

/** Whether a checkpoint can hold a value: records, lists, texts, numbers, truths, typed arrays, and nothing else. */
export function isPlainData(value: unknown): boolean {
  if (value === null || value === undefined) return true
  if (typeof value !== 'object') return ['string', 'number', 'boolean'].includes(typeof value)
  if (Array.isArray(value)) return value.every(isPlainData)
  if (VECTORS.some((kind) => value instanceof kind)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlainData)
}

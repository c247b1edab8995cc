import { described } from '../../described.js'
import { type Expectation, madeBy } from '../../options.js'

/** What a detector says about the value it was just given. A drift is said once; the detector then begins anew. */
export type DriftLevel = 'none' | 'warning' | 'drift'

/** What a detector can be given: 0 or 1; anything from 0 to 1; any number. */
export type DetectorInput = 'binary' | 'unit' | 'any'

/** A detector at work. Allocates nothing per value once it is warm; its memory is bounded. */
export interface DetectorState {
  /** Of one that notices rises and falls: whether the last drift was a rise. */
  readonly rose?: boolean
  /** A value that is not a finite number is passed over. */
  update(value: number): DriftLevel
  /** All it knows, as plain JSON. */
  state(): unknown
  restore(state: unknown): void
}

/** How a detector is made; plain data but for `create`. */
export interface Detector {
  readonly name: string
  readonly settings: Readonly<Record<string, number | boolean>>
  readonly input: DetectorInput
  readonly create: () => DetectorState
}

/**
 * A detector of Eddy whose knowledge is one flat record. Its functions must depend on nothing but its settings.
 *
 * @param step changes the record, and says what the value meant; never called with what is not finite
 */
export function flatDetector<Memory extends object>(
  description: Omit<Detector, 'create'>,
  begin: () => Memory,
  step: (memory: Memory, value: number) => DriftLevel,
): Detector {
  const create = (): DetectorState => {
    let memory = begin()
    return {
      update: (value) => (Number.isFinite(value) ? step(memory, value) : 'none'),
      state: () => structuredClone(memory),
      restore(state) {
        memory = structuredClone(state) as Memory
      },
    }
  }
  return { ...description, create: described(create, description.name, description.settings) }
}

/** A detector of Eddy, or one of your own. */
export const aDetector: Expectation = madeBy('a detector', 'adwin()', (value) => {
  const { name, settings, input, create } = value as Partial<Detector>
  const named = typeof name === 'string' && typeof settings === 'object' && settings !== null
  return named && ['binary', 'unit', 'any'].includes(String(input)) && typeof create === 'function'
})

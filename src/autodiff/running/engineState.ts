import { EddyError } from '../../error.js'
import type { Engine } from './engine.js'

/** All that an engine has learned and needs to go on exactly; copies. */
export interface EngineState {
  readonly parameters: Float32Array | Float64Array
  /** The states of all attached optimizers, one vector as long as the parameters for each. */
  readonly optimizers: Float32Array | Float64Array
  /** Per attached optimizer its steps, then its cells. */
  readonly counts: Float64Array
  /** The four words of the random generator. */
  readonly random: Uint32Array
}

export function captureState({ layout, machine, attachments }: Engine): EngineState {
  const { parametersLength, stateEnd, randomState } = layout
  return {
    parameters: machine.data.slice(0, parametersLength),
    optimizers: machine.data.slice(parametersLength, stateEnd),
    counts: Float64Array.from(
      attachments.flatMap(({ steps, cells }) => [steps, ...Array.from(cells.values(), ({ value }) => value)]),
    ),
    random: Uint32Array.from(machine.words.subarray(randomState, randomState + 4)),
  }
}

/**
 * Takes a state back. Parameters alone are enough to predict; what is left out stays as it is.
 *
 * @throws {EddyError} ERR_STATE, changing nothing, if the vectors are not as long as this engine's
 */
export function restoreState({ layout, machine, attachments }: Engine, state: Partial<EngineState>): void {
  const { parametersLength, stateEnd, randomState } = layout
  const { parameters, optimizers, counts, random } = state
  const cells = attachments.map(({ cells }) => [...cells.values()])
  const wanted = {
    parameters: parametersLength,
    optimizers: stateEnd - parametersLength,
    counts: cells.reduce((sum, list) => sum + 1 + list.length, 0),
    random: 4,
  }
  for (const [name, length] of Object.entries(wanted)) {
    const came = state[name as keyof EngineState]?.length
    if (came !== undefined && came !== length) {
      throw new EddyError(
        'ERR_STATE',
        `the ${name} of the state are ${came} numbers, this model has ${length}: build it from the same spec, with the same optimizer`,
      )
    }
  }
  if (parameters) machine.data.set(parameters, 0)
  if (optimizers) machine.data.set(optimizers, parametersLength)
  if (random) machine.words.set(random, randomState)
  if (!counts) return
  let at = 0
  attachments.forEach((attachment, index) => {
    attachment.steps = counts[at++] ?? 0
    for (const cell of cells[index] ?? []) cell.value = counts[at++] ?? 0
  })
}

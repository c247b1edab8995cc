import { EddyError } from '../error.js'
import type { KernelChoice } from './chooseKernels.js'
import type { Machine, MachineLayout } from './isa.js'
import { createReferenceMachine } from './reference.js'
import { createSimdMachine } from './simd.js'

/**
 * A machine on the kernels that were chosen.
 *
 * @throws {EddyError} ERR_MEMORY if the layout takes more memory than there is
 */
export function createMachine(layout: MachineLayout, choice: KernelChoice): Machine {
  try {
    if (choice.kind === 'simd') return createSimdMachine(layout, choice.module)
    return createReferenceMachine(layout, choice.kind)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const gigabytes = ((layout.dataLength * (choice.kind === 'float64' ? 8 : 4)) / 2 ** 30).toFixed(1)
    throw new EddyError(
      'ERR_MEMORY',
      `the model takes ${gigabytes} GiB, more than there is (WebAssembly has 4 at most): make layers, windows or \`tapes\` smaller`,
      { cause: error },
    )
  }
}

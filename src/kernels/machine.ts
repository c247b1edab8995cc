import type { KernelChoice } from './chooseKernels.js'
import type { Machine, MachineLayout } from './isa.js'
import { createReferenceMachine } from './reference.js'
import { createSimdMachine } from './simd.js'

/** A machine on the kernels that were chosen. */
export const createMachine = (layout: MachineLayout, choice: KernelChoice): Machine =>
  choice.kind === 'simd' ? createSimdMachine(layout, choice.module) : createReferenceMachine(layout, choice.kind)

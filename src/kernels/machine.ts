import type { Machine, MachineKind, MachineLayout } from './isa.js'
import { createReferenceMachine } from './reference.js'
import { createSimdMachine } from './simd.js'

/** A machine of the kind asked for; `simd` falls back to its bit-identical twin where WebAssembly SIMD is missing. */
export const createMachine = (layout: MachineLayout, kind: MachineKind = 'simd'): Machine => {
  if (kind !== 'simd') return createReferenceMachine(layout, kind)
  return createSimdMachine(layout) ?? createReferenceMachine(layout, 'reference')
}

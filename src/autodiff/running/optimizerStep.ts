import type { Machine } from '../../kernels/isa.js'
import type { PlannedGuard, ScalarSlot } from '../planning/updatePlaces.js'

/* The parts of an optimizer's step that are no program of the machine. Called per sample: nothing here allocates. */

/** Whether all of some squares are finite. */
export function isFiniteSum(squares: Float64Array): boolean {
  let sum = 0
  for (let index = 0; index < squares.length; index++) sum += squares[index]!
  return Number.isFinite(sum)
}

/** Writes what changes from step to step: learning rates, corrections, clip factors. */
export function writeScalars(
  data: Float32Array | Float64Array,
  slots: readonly ScalarSlot[],
  steps: number,
  norms: Float64Array,
  rateFactor: number,
): void {
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index]!
    const value = slot.value(steps, norms)
    data[slot.address] = slot.isRate ? value * rateFactor : value
  }
}

/** Takes the step that was kept, by as much as its guard says. */
export function takeGuarded(machine: Machine, { decrease, error, scale, factor }: PlannedGuard, finish: number): void {
  const { data } = machine
  const by = factor(data[decrease]!, data[error]!)
  data[scale] = Number.isFinite(by) ? -by : 0
  machine.run(finish, 0)
}

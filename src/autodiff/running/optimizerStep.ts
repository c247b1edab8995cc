import { Fault } from '../../rejection.js'
import type { Machine } from '../../kernels/isa.js'
import { describeValue } from '../../describeValue.js'
import { messageOf } from '../../unreadable.js'
import type { PlannedGuard, ScalarSlot, TracedRules } from '../planning/updatePlaces.js'

/* The parts of an optimizer's step that are no program of the machine. Called per sample: nothing here allocates. */

/** Whether all of some squares are finite. */
export function isFiniteSum(squares: Float64Array): boolean {
  let sum = 0
  for (let index = 0; index < squares.length; index++) sum += squares[index]!
  return Number.isFinite(sum)
}

/**
 * Writes what changes from step to step: learning rates, corrections, clip factors. Where a schedule throws or gives no
 * number that the step can use, says so, and the step must not be taken.
 */
export function writeScalars(
  data: Float32Array | Float64Array,
  slots: readonly ScalarSlot[],
  steps: number,
  norms: Float64Array,
  rateFactor: number,
): Fault | undefined {
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index]!
    let value: number
    try {
      value = slot.value(steps, norms)
    } catch (error) {
      return new Fault('ERR_SCHEDULE', messageOf(error))
    }
    data[slot.address] = slot.isRate ? value * rateFactor : value
    if (!Number.isFinite(data[slot.address])) return notANumber(slot, steps, value)
  }
  return undefined
}

/** What `writeScalars` will say of the step to come; the optimizer's cells stay as they are. Allocates. */
export function scalarsAhead(
  data: Float32Array | Float64Array,
  { scalars, cells }: Pick<TracedRules, 'scalars' | 'cells'>,
  step: number,
  norms: Float64Array,
  rateFactor: number,
): Fault | undefined {
  const before = [...cells.values()].map((cell) => [cell, cell.value] as const)
  const fault = writeScalars(data, scalars, step, norms, rateFactor)
  for (const [cell, value] of before) cell.value = value
  return fault
}

const notANumber = ({ name }: ScalarSlot, step: number, value: unknown): Fault =>
  new Fault(
    'ERR_SCHEDULE',
    `the optimizer's number ${name} is ${describeValue(value)} at step ${step}: expected a finite number`,
  )

export const gradientNotFinite = (): Fault =>
  new Fault('ERR_GRADIENT_NOT_FINITE', 'the gradient is not finite: the sample was not learned')

const stepNotFinite = (): Fault =>
  new Fault('ERR_STEP_NOT_FINITE', "the optimizer's step is not finite: the sample was not learned")

/** Takes the step that was kept, by as much as its guard says. A step that is not finite is not taken. */
export function takeGuarded(
  machine: Machine,
  { decrease, error, scale, factor }: PlannedGuard,
  finish: number,
): Fault | undefined {
  const { data } = machine
  let by: number
  try {
    by = factor(data[decrease]!, data[error]!)
  } catch (thrown) {
    return new Fault('ERR_STEP_NOT_FINITE', `the optimizer's guard throws: ${messageOf(thrown)}`)
  }
  data[scale] = -by
  if (!Number.isFinite(data[decrease]) || !Number.isFinite(data[scale])) return stepNotFinite()
  machine.run(finish, 0)
  return undefined
}

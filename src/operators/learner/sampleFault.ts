import type { Task } from '../../evaluation/prediction.js'
import type { Label, Target } from '../../features/sample.js'
import { describeValue } from '../../describeValue.js'
import { Fault } from '../../rejection.js'

/** What is wrong with a target, if anything. A target that throws when it is read makes it throw. */
export function targetFault(task: Task, y: unknown): Fault | undefined {
  if (y === undefined || y === null) return new Fault('ERR_TARGET_MISSING', 'expected a target y, got none')
  if (typeof y === 'boolean' || Number.isFinite(y)) return undefined
  if (task === 'classification') {
    if (typeof y === 'string') return undefined
    return wrongTarget('a label (a string, a finite number or a boolean)', y)
  }
  if (Array.isArray(y) || (ArrayBuffer.isView(y) && 'length' in y)) return numbersFault(y as ArrayLike<unknown>)
  return wrongTarget('a finite number', y)
}

const wrongTarget = (expected: string, y: unknown, at?: number): Fault =>
  new Fault(
    'ERR_TARGET_VALUE',
    `expected ${expected} as target, got ${describeValue(y)}${at === undefined ? '' : ` at index ${at}`}`,
    at,
  )

/** Numbers a regression's target has at most. */
const OUTPUTS_MAX = 4096

function numbersFault(y: ArrayLike<unknown>): Fault | undefined {
  if (y.length === 0 || y.length > OUTPUTS_MAX)
    return new Fault('ERR_TARGET_LENGTH', `expected 1 to ${OUTPUTS_MAX} numbers as target, got ${y.length}`)
  for (let index = 0; index < y.length; index++) {
    if (!Number.isFinite(y[index])) return wrongTarget('finite numbers', y[index], index)
  }
  return undefined
}

/** A target of fewer numbers than there are outputs: these are only ever appended. */
export function lengthFault(y: Target | undefined, known: number): Fault | undefined {
  const length = typeof y === 'object' ? y.length : 1
  if (length >= known) return undefined
  return new Fault('ERR_TARGET_LENGTH', `expected ${known} numbers as target, as before, or more, got ${length}`)
}

/** What is wrong with a sample's weight, if anything. */
export function weightFault(weight: number): Fault | undefined {
  if (Number.isFinite(weight) && weight >= 0) return undefined
  return new Fault('ERR_WEIGHT', `expected a finite weight >= 0, got ${describeValue(weight)}`)
}

/** Classes a learner has at most; samples of further ones are set aside. */
export const CLASSES_MAX = 1000

/** A class too many: each would be an output more. */
export function classFault(task: Task, classes: ReadonlyMap<Label, number>, y: Target | undefined): Fault | undefined {
  if (classes.size < CLASSES_MAX || task !== 'classification' || classes.has(y as Label)) return undefined
  return new Fault('ERR_TARGET_VALUE', `more than ${CLASSES_MAX} classes: is the target an id, or a regression's?`)
}

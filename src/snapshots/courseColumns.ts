import { EddyError } from '../error.js'
import type { LearnerCourse } from '../operators/learner/learnerState.js'
import type { Column } from './column.js'
import { plainColumns, plainFrom } from './plainColumns.js'

const COURSE = 'course'

/** What decides how a learner goes on besides its model, features and targets: what it knows of drifts, ... */
export const courseColumns = (course: LearnerCourse): readonly Column[] => plainColumns(COURSE, course)

/**
 * The same from the columns of a snapshot or a checkpoint; undefined where there is none.
 *
 * @throws {EddyError} ERR_SNAPSHOT if it isn't what a learner writes
 */
export function courseOf(columns: readonly Column[]): LearnerCourse | undefined {
  // Checkpoints of version 0.1 have it as a part of their progress.
  const holder = [COURSE, 'progress'].find((name) => columns.some((column) => column.name === name))
  if (holder === undefined) return undefined
  const held = plainFrom(holder, columns)
  const course = holder === COURSE ? held : (held as { readonly course?: unknown } | null)?.course
  if (isCourse(course)) return course
  throw new EddyError('ERR_SNAPSHOT', `the column \`${holder}\` is not what a learner writes`)
}

function isCourse(course: unknown): course is LearnerCourse {
  if (typeof course !== 'object' || course === null) return false
  const { seed, rateFactor, rejected } = course as Partial<LearnerCourse>
  return [seed, rateFactor, rejected].every((value) => typeof value === 'number' && Number.isFinite(value))
}

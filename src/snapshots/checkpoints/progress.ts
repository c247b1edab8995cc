import { EddyError } from '../../error.js'
import type { Learner } from '../../operators/learner/learner.js'
import type { LearnerDescription } from '../../operators/learner/learnerOptions.js'
import { plainColumns, plainFrom } from '../plainColumns.js'
import type { Column } from '../column.js'
import { courseOf, learnerStateOf } from '../learnerColumns.js'
import { modelStateOf, sizesOf } from '../restore.js'
import { captureSnapshot, specOf } from '../snapshot.js'
import type { Checkpoint } from './checkpointCodec.js'
import type { Positions, PositionsState } from './positions.js'

/** The column of a checkpoint that holds what a snapshot doesn't. */
export const PROGRESS = 'progress'

/** How a learner goes on, besides what a snapshot holds. */
export interface Progress {
  readonly positions: PositionsState
  /** What others keep: metrics, joins in flight. */
  readonly parts: Readonly<Record<string, unknown>>
}

export const progressOf = (positions: Positions, parts: Readonly<Record<string, unknown>>): Progress => ({
  positions: positions.state(),
  parts,
})

/** Everything there is of a learner, as columns; copies. */
export function checkpointColumns(learner: Learner, progress: Progress): Pick<Checkpoint, 'about' | 'columns'> {
  const { about, columns } = captureSnapshot(learner, { optimizer: true })
  return { about, columns: [...columns, ...plainColumns(PROGRESS, progress)] }
}

/**
 * Brings a learner that has learned nothing yet to where a checkpoint is.
 *
 * @throws {EddyError} ERR_STATE if the checkpoint is of a learner that was made otherwise
 */
export function resumeLearner(learner: Learner, { columns, about }: Checkpoint): Progress {
  const { learner: description, model } = specOf(columns)
  if (!description) throw new EddyError('ERR_STATE', 'the checkpoint holds no learner')
  checkSame(description, learner.description)
  const progress = plainFrom(PROGRESS, columns as readonly Column[]) as Progress
  learner.resume(modelStateOf(columns), {
    samples: about.samples,
    steps: about.steps,
    ...sizesOf(model),
    state: learnerStateOf(columns),
    course: courseOf(columns),
  })
  return progress
}

/** What others kept in a checkpoint; nothing in a snapshot. */
export function partsOf(columns: readonly Column[]): Progress['parts'] {
  if (!columns.some(({ name }) => name === PROGRESS)) return {}
  return (plainFrom(PROGRESS, columns) as Partial<Progress>).parts ?? {}
}

function checkSame(kept: LearnerDescription, given: LearnerDescription): void {
  for (const name of ['task', 'features', 'layers', 'loss', 'optimizer', 'scaleTarget', 'calibrate', 'seed'] as const) {
    const [was, is] = [JSON.stringify(kept[name]), JSON.stringify(given[name])]
    if (was === is) continue
    throw new EddyError(
      'ERR_STATE',
      `the learner in this folder was made with ${name} ${was}, this one with ${is}: make it the same way, or use another folder`,
    )
  }
}

/** Of a checkpoint, the classes that its learner had met: `createLearner` wants them first. */
export const classesOf = ({ columns }: Checkpoint): LearnerDescription['classes'] =>
  specOf(columns).learner?.classes ?? []

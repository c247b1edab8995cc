import { EddyError } from '../error.js'
import type { ChainState } from '../features/featureChain.js'
import type { LearnerCourse, LearnerState } from '../operators/learner/learnerState.js'
import { type Column, textColumn } from './column.js'
import { plainColumns, plainFrom } from './plainColumns.js'

/** What stands in the column `features`. */
interface FeaturesJson {
  readonly input: ChainState['input']
  readonly stages: readonly { readonly json: unknown; readonly numbers: number }[]
}

/** What a learner knows besides its model, as columns of a snapshot. */
export function learnerColumns({ features, readout }: LearnerState): Column[] {
  const { input, stages } = features
  const json: FeaturesJson = {
    input,
    stages: stages.map(({ json: known, numbers }) => ({ json: known, numbers: numbers.length })),
  }
  const statistics = Float64Array.from(stages.flatMap(({ numbers }) => Array.from(numbers)))
  return [
    textColumn('features', JSON.stringify(json)),
    { name: 'statistics', type: 'f64', length: statistics.length, values: statistics },
    { name: 'readout', type: 'f64', length: readout.length, values: readout },
  ]
}

/**
 * The same from columns; undefined where there are none.
 *
 * @throws {EddyError} ERR_SNAPSHOT if they contradict each other
 */
export function learnerStateOf(columns: readonly Column[]): LearnerState | undefined {
  const [text, statistics, readout] = ['features', 'statistics', 'readout'].map(
    (name) => columns.find((column) => column.name === name)?.values,
  )
  if (!(text instanceof Uint8Array) || !(statistics instanceof Float64Array) || !(readout instanceof Float64Array)) {
    return undefined
  }
  const { input, stages } = featuresJson(text)
  let at = 0
  const known = stages.map(({ json, numbers }) => ({ json, numbers: statistics.slice(at, (at += numbers)) }))
  if (at !== statistics.length) throw new EddyError('ERR_SNAPSHOT', 'the statistics of the features are not all there')
  return { features: { input, stages: known }, readout: readout.slice() }
}

function featuresJson(text: Uint8Array): FeaturesJson {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text))
  } catch {
    json = undefined
  }
  if (isFeatures(json)) return json
  throw new EddyError('ERR_SNAPSHOT', 'the column `features` is not what a learner writes')
}

function isFeatures(json: unknown): json is FeaturesJson {
  if (typeof json !== 'object' || json === null) return false
  const { input, stages } = json as Partial<FeaturesJson>
  if (typeof input !== 'object' || !Array.isArray(input.names) || !Array.isArray(input.kinds)) return false
  return Array.isArray(stages) && stages.every((stage) => Number.isSafeInteger(stage?.numbers) && stage.numbers >= 0)
}

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
  const { seed, rateFactor, rejected, learning } = course as Partial<LearnerCourse>
  const counts = [seed, rateFactor, rejected].every((value) => typeof value === 'number' && Number.isFinite(value))
  return counts && (learning === undefined || isLearning(learning))
}

function isLearning(learning: unknown): boolean {
  if (typeof learning !== 'object' || learning === null) return false
  const { features, targets } = learning as Partial<NonNullable<LearnerCourse['learning']>>
  const isKnown = (values: unknown): boolean => values === null || values instanceof Float64Array
  return (
    Array.isArray(features) && features.every(isKnown) && (targets === undefined || targets instanceof Float64Array)
  )
}

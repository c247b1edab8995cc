import { EddyError } from '../error.js'
import type { ChainState } from '../features/featureChain.js'
import type { LearnerState } from '../operators/learner/learnerState.js'
import { type Column, textColumn } from './column.js'

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

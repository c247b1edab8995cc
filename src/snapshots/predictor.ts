import type { StateKey } from '../autodiff/running/streamStates.js'
import { EddyError } from '../error.js'
import type { Prediction } from '../evaluation/prediction.js'
import { aFeature, type FeatureDefinition } from '../features/feature.js'
import type { Field } from '../features/featureChain.js'
import type { Features } from '../features/sample.js'
import type { Kernels } from '../kernels/chooseKernels.js'
import type { LayerDefinitions } from '../layers/layer.js'
import { createModel, type Model } from '../operators/model.js'
import type { ModelInput } from '../layers/model/modelInput.js'
import { modelTable } from '../layers/model/modelSpec.js'
import { checkOptions, listOf, type TableOf } from '../options.js'
import { isFault } from '../rejection.js'
import type { Column } from './column.js'
import { LearnerReader } from './learnerReader.js'
import { columnNamed, parametersOf, type Snapshot, type SnapshotSpec, specOf } from './snapshot.js'
import { streamsOf } from './streamColumns.js'

/** What a spec can't hold. */
export interface RestoreOptions {
  /** Definitions of layers of your own. */
  readonly definitions?: LayerDefinitions
  /** All features of the learner, in their order, where one of them is your own. */
  readonly features?: readonly FeatureDefinition[] | undefined
  /** Which arithmetic runs it, as of `createModel`. */
  readonly kernels?: Kernels | undefined
}

/** Predicts with whichever snapshot was loaded last; the same bits as where it was learned. */
export interface Predictor {
  readonly spec: SnapshotSpec
  readonly model: Model
  /** What the outputs of the features are, in order: what the model sees. Empty for a bare model. */
  readonly inputs: readonly string[]
  /** The named values that a record may have, in the order in which the learner met them. Empty for a bare model. */
  readonly fields: readonly Field[]
  /** Takes over a snapshot, or its columns: the network is built anew only when the spec's bytes changed. */
  load(snapshot: Snapshot | readonly Column[]): void
  /** A sample as the model sees it. Throws as `predict` does. */
  encode(x: Features | ModelInput): ModelInput
  /**
   * A learner's prediction, or a model's output. Throws as `predict` of a learner or a model does. With recurrent layers
   * it starts from what the snapshot keeps for `key`; default: as the learner's option `key` finds it in the question.
   *
   * @param question features, or for a learner also a sample with its features in `x`
   */
  predict(question: Features | ModelInput, key?: StateKey): Prediction | Float32Array | Float64Array
}

export const restoreTable: TableOf<RestoreOptions> = {
  definitions: modelTable.definitions,
  features: listOf(aFeature),
  kernels: modelTable.kernels,
}

interface Built {
  readonly bytes: Uint8Array
  readonly spec: SnapshotSpec
  readonly model: Model
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

/** @throws {EddyError} ERR_SNAPSHOT for what is neither a snapshot nor its columns */
function columnsFrom(snapshot: Snapshot | readonly Column[]): readonly Column[] {
  const columns: unknown = Array.isArray(snapshot) ? snapshot : (snapshot as Partial<Snapshot> | undefined)?.columns
  if (Array.isArray(columns)) return columns
  throw new EddyError('ERR_SNAPSHOT', 'expected a snapshot (loadSnapshot, captureSnapshot), or its columns')
}

/**
 * Predicts with a snapshot, or with the columns of one.
 *
 * @throws {EddyError} ERR_SNAPSHOT, ERR_STATE if the columns don't fit the spec, ERR_LAYER for an unknown layer
 */
export function createPredictor(snapshot: Snapshot | readonly Column[], options: RestoreOptions = {}): Predictor {
  checkOptions('createPredictor', options, restoreTable)
  const { definitions = {}, kernels } = options
  const build = (from: readonly Column[]): Built => {
    const spec = specOf(from)
    const bytes = Uint8Array.from(columnNamed(from, 'spec')?.values as Uint8Array)
    return {
      bytes,
      spec,
      model: createModel({ ...spec.model, definitions, tapes: 1, ...(kernels ? { kernels } : {}) }),
    }
  }
  const columns = columnsFrom(snapshot)
  let built = build(columns)
  let reader: LearnerReader | undefined
  const take = (from: readonly Column[]): void => {
    const { spec, model } = built
    model.restore({ parameters: parametersOf(from), streams: streamsOf(from) })
    reader = spec.learner && new LearnerReader(spec.learner, from, model.inputLength, options.features)
  }
  take(columns)
  return {
    get spec() {
      return built.spec
    },
    get model() {
      return built.model
    },
    get inputs() {
      return reader?.inputs ?? []
    },
    get fields() {
      return reader?.fields ?? []
    },
    load(from) {
      const next = columnsFrom(from)
      const spec = columnNamed(next, 'spec')?.values
      if (!(spec instanceof Uint8Array) || !equal(spec, built.bytes)) built = build(next)
      take(next)
    },
    encode: (x) => reader?.encode(x as Features) ?? (x as ModelInput),
    predict(question, key) {
      const { model } = built
      if (!reader) return model.predict(question as ModelInput, key)
      const { x, key: own } = reader.partsOf(question as Features)
      const stream = key ?? (model.stateful ? own : undefined)
      if (isFault(stream)) throw new EddyError(stream.code, `predict: ${stream.reason}`)
      return reader.read(model.predict(reader.encode(x), stream))
    },
  }
}

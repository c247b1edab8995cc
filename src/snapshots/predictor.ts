import type { Prediction } from '../evaluation/prediction.js'
import { readOut } from '../evaluation/readOut.js'
import type { LayerDefinitions } from '../layers/layer.js'
import { createModel, type Model } from '../layers/model.js'
import type { ModelInput } from '../layers/modelInput.js'
import type { Column } from './column.js'
import { columnNamed, parametersOf, type SnapshotSpec, specOf } from './snapshot.js'

/** What a spec can't hold: code of your own. */
export interface RestoreOptions {
  /** Definitions of layers of your own. */
  readonly definitions?: LayerDefinitions
}

/** Predicts with whichever snapshot was loaded last; the same bits as where it was learned. */
export interface Predictor {
  readonly spec: SnapshotSpec
  readonly model: Model
  /** Takes over the columns of a snapshot: the network is built anew only when the spec's bytes changed. */
  load(columns: readonly Column[]): void
  /** A learner's prediction, or a model's output. Throws as `predict` of a learner or a model does. */
  predict(x: ModelInput): Prediction | Float32Array | Float64Array
}

interface Built {
  readonly bytes: Uint8Array
  readonly spec: SnapshotSpec
  readonly model: Model
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index])

/** @throws {EddyError} as restoreModel does */
export function createPredictor(columns: readonly Column[], { definitions = {} }: RestoreOptions = {}): Predictor {
  const build = (from: readonly Column[]): Built => {
    const spec = specOf(from)
    const bytes = Uint8Array.from(columnNamed(from, 'spec')?.values as Uint8Array)
    const built = { bytes, spec, model: createModel({ ...spec.model, definitions, tapes: 1 }) }
    built.model.restore({ parameters: parametersOf(from) })
    return built
  }
  let built = build(columns)
  return {
    get spec() {
      return built.spec
    },
    get model() {
      return built.model
    },
    load(next) {
      const spec = columnNamed(next, 'spec')?.values
      if (spec instanceof Uint8Array && equal(spec, built.bytes)) {
        built.model.restore({ parameters: parametersOf(next) })
      } else built = build(next)
    },
    predict(x) {
      const output = built.model.predict(x)
      const { learner } = built.spec
      return learner ? readOut(learner.task, output, learner.classes) : output
    },
  }
}

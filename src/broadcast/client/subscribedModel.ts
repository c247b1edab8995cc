import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { Prediction } from '../../evaluation/prediction.js'
import type { Features, Label } from '../../features/sample.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { type Column, columnsOf } from '../../snapshots/column.js'
import type { State } from '../../snapshots/deltas/shadow.js'
import { createPredictor, type Predictor, type RestoreOptions } from '../../snapshots/predictor.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Mark } from '../protocol.js'
import type { Currency } from './linkState.js'

/** One version of a model, verified. It stays what it is; newer versions are other objects. */
export interface SubscribedModel {
  readonly name: string
  readonly epoch: bigint
  readonly version: number
  /** Of the state, 64 bits. */
  readonly hash: bigint
  /** Samples learned when it was published. */
  readonly samples: number
  readonly about: SnapshotAbout
  readonly task: 'classification' | 'regression' | undefined
  readonly classes: readonly Label[]
  /** The state, in arrays of their own, made when first asked for: what is written into them changes no prediction. */
  readonly columns: readonly Column[]
  /** Milliseconds since the server last said or showed that this subscriber is current; grows while it is cut off. */
  readonly staleMs: number
  /** How many versions newer the newest is that this subscriber has heard of; undefined where another run of the trainer counts. */
  readonly versionsBehind: number | undefined
  /** No sign of life for longer than a heartbeat, or a newer version is known that isn't here yet. */
  readonly stale: boolean
  /** The same bits as where it was learned: a learner's prediction, or a model's output; of recurrent layers, for `key`. */
  predict(x: Features | ModelInput, key?: StateKey): Prediction | Float32Array | Float64Array
}

/** One predictor for all versions of a subscription: it takes over the parameters of whichever predicts. */
export class SharedPredictor {
  private predictor: Predictor | undefined
  private loaded: readonly Column[] | undefined
  private readonly options: RestoreOptions

  constructor(options: RestoreOptions) {
    this.options = options
  }

  with(columns: readonly Column[]): Predictor {
    if (!this.predictor) this.predictor = createPredictor(columns, this.options)
    else if (this.loaded !== columns) this.predictor.load(columns)
    this.loaded = columns
    return this.predictor
  }
}

const STALE_MS = 15_000

export function subscribedModel(
  name: string,
  mark: Mark,
  about: SnapshotAbout,
  { shapes, body }: State,
  shared: { readonly predictor: SharedPredictor; readonly currency: Currency; readonly clock: () => number },
): SubscribedModel {
  const { predictor, currency, clock } = shared
  const columns = columnsOf(shapes, body)
  const { learner } = predictor.with(columns).spec
  let copies: readonly Column[] | undefined
  const staleMs = (): number => Math.max(0, clock() - currency.currentAtMs)
  return Object.freeze({
    name,
    ...mark,
    samples: about.samples,
    about,
    task: learner?.task,
    // The predictor's own, which its predictions hand out too.
    classes: Object.freeze(learner?.classes ?? []),
    get columns() {
      copies ??= Object.freeze(columns.map((column) => Object.freeze({ ...column, values: column.values.slice() })))
      return copies
    },
    get staleMs() {
      return staleMs()
    },
    get versionsBehind() {
      const { newest } = currency
      return newest?.epoch === mark.epoch ? Math.max(0, newest.version - mark.version) : undefined
    },
    get stale() {
      const { newest } = currency
      return staleMs() > STALE_MS || newest?.epoch !== mark.epoch || newest.version > mark.version
    },
    predict: (x: Features | ModelInput, key?: StateKey) => predictor.with(columns).predict(x, key),
  })
}

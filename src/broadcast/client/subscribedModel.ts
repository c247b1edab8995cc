import type { StateKey } from '../../autodiff/running/streamStates.js'
import type { Prediction } from '../../evaluation/prediction.js'
import type { Features, Label } from '../../features/sample.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import type { Column } from '../../snapshots/column.js'
import type { Predictor } from '../../snapshots/predictor.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import type { Mark } from '../protocol.js'

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
  /** Read-only views of the state. */
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

/** How current the whole subscription is; shared by its models. */
export interface Currency {
  currentAtMs: number
  newest: Mark | undefined
}

/** Notes a version that was told of. */
export function hearOf(
  currency: Currency,
  told: Pick<Mark, 'epoch' | 'version'> & { readonly stateHash: bigint },
): void {
  const { epoch, version, stateHash } = told
  if (currency.newest?.epoch === epoch && currency.newest.version >= version) return
  currency.newest = { epoch, version, hash: stateHash }
}

/** One predictor for all versions of a subscription: it takes over the parameters of whichever predicts. */
export class SharedPredictor {
  private predictor: Predictor | undefined
  private loaded: readonly Column[] | undefined
  private readonly create: (columns: readonly Column[]) => Predictor

  constructor(create: (columns: readonly Column[]) => Predictor) {
    this.create = create
  }

  with(columns: readonly Column[]): Predictor {
    if (!this.predictor) this.predictor = this.create(columns)
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
  columns: readonly Column[],
  shared: { readonly predictor: SharedPredictor; readonly currency: Currency; readonly clock: () => number },
): SubscribedModel {
  const { predictor, currency, clock } = shared
  const { learner } = predictor.with(columns).spec
  const staleMs = (): number => Math.max(0, clock() - currency.currentAtMs)
  return Object.freeze({
    name,
    ...mark,
    samples: about.samples,
    about,
    task: learner?.task,
    classes: learner?.classes ?? [],
    columns,
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

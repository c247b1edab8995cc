import type { StateKey } from '../../autodiff/running/streamStates.js'
import { EddyError } from '../../error.js'
import { Challenge } from '../../evaluation/drift/challenge.js'
import { DriftWatch, type WatchedSample } from '../../evaluation/drift/driftWatch.js'
import type { ModelTarget } from '../../layers/model/pass.js'
import { isFault } from '../../rejection.js'
import { type DriftEvent, eventOf } from '../detectDrift.js'
import { type LearnerNetwork, networkFrom, type NetworkState } from './learnerNetwork.js'
import type { LearnerOptions } from './learnerOptions.js'
import type { OnDrift } from './onDrift.js'

/** What happened because of a drift. */
export interface LearnerDrift extends DriftEvent {
  readonly action: OnDrift['action'] | 'promoted' | 'gaveUp'
}

/** What it knows of drifts, as plain data. */
export interface DriftState {
  readonly detector: string
  readonly watch: unknown
  readonly boosted: number
  readonly challenge: readonly number[]
  readonly challenger?: NetworkState
}

/** What a learner just did. */
export interface DriftStep extends WatchedSample {
  readonly samples: number
  readonly x: Float32Array
  readonly modelTarget: ModelTarget
  readonly weight: number
  readonly key: StateKey
}

/** Watches a learner, and changes its network when there is a drift. */
export class DriftResponse {
  private readonly options: OnDrift
  private readonly watch: DriftWatch
  private readonly tell: (drift: LearnerDrift) => void
  /** Samples of a boost that are left. */
  private boosted = 0
  private challenger: LearnerNetwork | undefined
  private challenge = new Challenge()

  constructor(options: OnDrift, tell: (drift: LearnerDrift) => void) {
    this.options = options
    this.watch = new DriftWatch(options.detector, options.of)
    this.tell = tell
  }

  /** After a sample was learned: the network to go on with. */
  after(network: LearnerNetwork, step: DriftStep): LearnerNetwork {
    let next = this.compare(network, step)
    this.fade(next)
    const event = eventOf(this.watch, step)
    if (event?.level === 'warning') this.tell({ ...event, action: 'notify' })
    else if (event) {
      next = this.act(next)
      this.tell({ ...event, action: this.options.action })
    }
    return next
  }

  state(): DriftState {
    const { watch, boosted, challenge, challenger } = this
    return {
      detector: watch.name,
      watch: watch.state(),
      boosted,
      challenge: challenge.state(),
      ...(challenger ? { challenger: challenger.state() } : {}),
    }
  }

  /**
   * Goes on from a state; `options` are those of the learner.
   *
   * @throws {EddyError} ERR_STATE if it is of another detector
   */
  restore({ detector, watch, boosted, challenge, challenger }: DriftState, options: LearnerOptions): void {
    if (detector !== this.watch.name) {
      throw new EddyError('ERR_STATE', `the state is of the detector ${detector}, this learner has ${this.watch.name}`)
    }
    this.watch.restore(watch)
    this.boosted = boosted
    this.challenge.restore(challenge)
    this.challenger = challenger && networkFrom(options, challenger)
  }

  private act(network: LearnerNetwork): LearnerNetwork {
    const { action, part = 'output', samples = 300 } = this.options
    if (action === 'boost') this.boosted = samples
    if (action === 'reset') return network.reset(part)
    if (action === 'challenge' && !this.challenger) {
      this.challenger = network.fresh()
      this.challenge = new Challenge()
    }
    return network
  }

  /** The boost wears off from sample to sample. */
  private fade({ model }: LearnerNetwork): void {
    const { factor = 4, samples = 300 } = this.options
    if (this.boosted === 0) return
    this.boosted -= 1
    model.rateFactor = 1 + ((factor - 1) * this.boosted) / samples
  }

  private compare(champion: LearnerNetwork, { x, modelTarget, weight, key, loss, samples }: DriftStep): LearnerNetwork {
    const { inputLength, outputLength } = champion.model
    const challenger = this.challenger?.fitted(inputLength, outputLength)
    if (!challenger) return champion
    this.challenger = challenger
    const output = challenger.train({ x, y: modelTarget, weight, key })
    if (isFault(output)) return champion
    const verdict = this.challenge.take(loss, challenger.model.lastLoss)
    if (verdict === 'open') return champion
    this.challenger = undefined
    const promoted = verdict === 'promote'
    const { detector, of = 'error' } = this.options
    const action = promoted ? 'promoted' : 'gaveUp'
    this.tell({ samples, detector: detector.name, of, level: 'drift', value: challenger.model.lastLoss, action })
    if (!promoted) return champion
    challenger.model.steps = champion.model.steps
    return challenger
  }
}

import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { messageOf } from '../../unreadable.js'
import { either, type Expectation, hasMethods, oneOf, optionsOf, required, text, wholeNumber } from '../../options.js'
import type { Features, Target } from '../../features/sample.js'
import { meanOverOutputs } from '../outputs.js'
import type { Prediction } from '../prediction.js'
import type { Detector, DetectorState, DriftLevel } from './detector.js'

/** What a detector watches: the error, the loss, the prediction, or a feature by its name or index. */
export type Watched = 'error' | 'loss' | 'prediction' | { readonly feature: string | number }

export const watched: Expectation = either(
  oneOf(['error', 'loss', 'prediction']),
  optionsOf({ feature: required(either(text, wholeNumber({ from: 0 }))) }),
)

/** The part of what was learned from a sample that a detector may look at. */
export interface WatchedSample {
  readonly sample: { readonly x: Features }
  readonly target: Target
  readonly prediction: Prediction
  readonly loss: number
}

/** How many samples the scale of an error looks back on, at most. */
const SCALE_SAMPLES = 5000

const NOTHING = { level: 'none', value: Number.NaN } as const

/** A detector, and what of each sample it is given, in the range that it can take. */
export class DriftWatch {
  readonly name: string
  readonly of: Watched
  private readonly detector: Detector
  private readonly state_: DetectorState
  private count = 0
  private scale = 0

  constructor(detector: Detector, of: Watched = 'error') {
    this.name = detector.name
    this.of = of
    this.detector = detector
    this.state_ = stateOf(detector)
  }

  /** What the sample meant to the detector, and the value it was given. Nothing, where there was no prediction to watch. */
  take(learned: WatchedSample): { readonly level: DriftLevel; readonly value: number } {
    if (learned.prediction.unpredicted && (this.of === 'error' || this.of === 'prediction')) return NOTHING
    const value = this.fitted(watchedValue(learned, this.of), learned)
    const level = this.levelOf(value)
    // Errors that become fewer are learning, not drift.
    const better = (this.of === 'error' || this.of === 'loss') && this.state_.rose === false
    return { level: level === 'drift' && better ? 'none' : level, value }
  }

  /** What the detector says. One of your own that throws, or says something else, ends what it watches by name. */
  private levelOf(value: number): DriftLevel {
    let level: DriftLevel
    try {
      level = this.state_.update(value)
    } catch (error) {
      throw new EddyError('ERR_DETECTOR', `the detector ${this.name} throws: ${messageOf(error)}`, { cause: error })
    }
    if (level === 'none' || level === 'warning' || level === 'drift') return level
    const got = describeValue(level)
    throw new EddyError(
      'ERR_DETECTOR',
      `the detector ${this.name}: update must return none, warning or drift, got ${got}`,
    )
  }

  /** Of any range, to what the detector takes: by a running scale, half of it being a typical value. */
  private fitted(value: number, { prediction }: WatchedSample): number {
    const { input } = this.detector
    const isRight = this.of === 'error' && prediction.task === 'classification'
    if (input === 'any' || isRight || !Number.isFinite(value)) return value
    const size = Math.abs(value)
    const typical = this.scale
    this.count += 1
    this.scale += (size - this.scale) / Math.min(this.count, SCALE_SAMPLES)
    const unit = size + typical === 0 ? 0 : size / (size + typical)
    return input === 'unit' ? unit : unit > 0.5 ? 1 : 0
  }

  state(): unknown {
    return { detector: this.state_.state(), count: this.count, scale: this.scale }
  }

  restore(state: unknown): void {
    const { detector, count, scale } = state as {
      readonly detector: unknown
      readonly count: number
      readonly scale: number
    }
    this.state_.restore(detector)
    this.count = count
    this.scale = scale
  }
}

/** A detector of one's own may make something else. */
function stateOf({ name, create }: Detector): DetectorState {
  const state = create()
  if (hasMethods(state, 'update', 'state', 'restore')) return state
  const got = describeValue(state)
  throw new EddyError('ERR_DETECTOR', `the detector ${name}: create must return update, state and restore, got ${got}`)
}

function watchedValue({ sample, target, prediction, loss }: WatchedSample, of: Watched): number {
  if (of === 'loss') return loss
  if (typeof of === 'object') return Number((sample.x as Readonly<Record<string | number, unknown>>)[of.feature])
  if (prediction.task === 'regression')
    return of === 'prediction' ? prediction.value : meanOverOutputs({ target, prediction }, Math.abs)
  if (of === 'error') return prediction.label === target ? 0 : 1
  return prediction.classes.indexOf(prediction.label ?? '')
}

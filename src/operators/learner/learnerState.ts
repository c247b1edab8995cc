import type { ChainState } from '../../features/featureChain.js'
import type { DriftState } from './driftResponse.js'

/** What a learner has learned besides its model. */
export interface LearnerState {
  readonly features: ChainState
  /** The temperature, or the statistics of the targets. */
  readonly readout: Float64Array
}

/** What decides how a learner goes on, besides its model and what it knows of features and targets. */
export interface LearnerCourse {
  /** What the network started from: after a drift, another than the learner's. */
  readonly seed: number
  readonly rateFactor: number
  readonly rejected: number
  readonly drift?: DriftState
  /** Left out in files of version 0.1. */
  readonly learning?: {
    /** By stage; see `FeatureStage.learning`. */
    readonly features: readonly (Float64Array | null)[]
    /** Of the scales of a regression's targets. */
    readonly targets?: Float64Array
  }
}

/** Where a learner goes on. */
export interface ResumePoint {
  readonly samples: number
  readonly steps: number
  /** Inputs and outputs of the model. */
  readonly input: number
  readonly outputs: number
  readonly state?: LearnerState | undefined
  readonly course?: LearnerCourse | undefined
}

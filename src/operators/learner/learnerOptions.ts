import type { Rule } from '../../autodiff/planning/rule.js'
import type { Task } from '../../evaluation/prediction.js'
import type { FeatureDefinition } from '../../features/feature.js'
import type { Label } from '../../features/sample.js'
import type { Kernels } from '../../kernels/chooseKernels.js'
import { gelu } from '../../layers/activations/gelu.js'
import { concatenate } from '../../layers/combinators/concatenate.js'
import { parallel } from '../../layers/combinators/parallel.js'
import { dense } from '../../layers/dense.js'
import { zeros } from '../../layers/initializers.js'
import { type LayerEntry, type LayerSpec, toSpec } from '../../layers/layer.js'
import { layerNorm } from '../../layers/normalization/layerNorm.js'
import { linkOf, linkRules } from '../../losses/link.js'
import type { Loss } from '../../losses/loss.js'
import { type OnDrift, type OnDriftDescription, onDriftDescription } from './onDrift.js'
import type { SampleKey } from './sampleKey.js'
import { huber } from '../../losses/huber.js'
import { softmaxCrossEntropy } from '../../losses/softmaxCrossEntropy.js'
import { type Expectation, hasMethods, madeBy } from '../../options.js'
import { clip, type ClipOptions } from '../../optimizers/clip.js'
import { chain, type Optimizer } from '../../optimizers/optimizer.js'
import { rmsprop } from '../../optimizers/adaptive/rmsprop.js'
import { stepGuard } from '../../optimizers/stepGuard.js'

export interface LearnerOptions {
  readonly task: Task
  /** How raw samples become vectors; default `defaultFeatures()`. `[]`: vectors of numbers, as they come. */
  readonly features?: readonly FeatureDefinition[]
  /** Numbers per sample, where all are vectors of one length; default: as the samples show. */
  readonly input?: number
  /** Classes known from the start; others are appended as they come, up to a thousand. */
  readonly classes?: readonly Label[]
  /** Hidden layers; the output layer follows from the task. Default: see `defaultLayers`. */
  readonly layers?: readonly LayerEntry[]
  /** Its link makes outputs predictions: rates with `poisson()`, probabilities with `binaryCrossEntropy()`, a mean and a variance
   * with `gaussianNll()`. Default: softmax cross-entropy, or Huber for regression. */
  readonly loss?: Loss
  /** Default: RMSProp with a guard against overshooting; for one sample at a time, momentum hurts. */
  readonly optimizer?: Optimizer
  /** Bounds each gradient before the optimizer sees it; default: as it comes. */
  readonly clip?: ClipOptions
  /**
   * Whether a regression's targets are standardised online, and predictions kept near the targets seen. Default: true where the
   * loss allows it; rates, probabilities and signs are never standardised.
   */
  readonly scaleTarget?: boolean
  /** Whether reported probabilities are calibrated online by a temperature; default true. */
  readonly calibrate?: boolean
  /** What watches for drifts, and what is done about them; default: nothing. */
  readonly onDrift?: OnDrift
  /**
   * With recurrent layers, whose state a sample goes with: the name of a field (of the record `x`, or of the sample), or a
   * function of the sample. Default: the sample's `key`, and one stream for all where it has none.
   */
  readonly key?: SampleKey
  /** Keys whose states are kept at once; default 1000. Beyond, the one learned longest ago is forgotten. */
  readonly maxKeys?: number
  readonly seed?: number
  /** As of `createModel`. */
  readonly kernels?: Kernels
}

type Named = { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }

/** A learner as plain JSON, without what it learned. */
export interface LearnerDescription {
  readonly task: Task
  readonly features: readonly Named[]
  readonly classes: readonly Label[]
  readonly layers?: readonly LayerSpec[]
  /** `link` is left out where it is `identity`, and in files of version 0.1, where every loss had that. */
  readonly loss: Pick<Loss, 'name' | 'settings' | 'link'>
  readonly optimizer: readonly Pick<Rule, 'name' | 'settings'>[]
  readonly scaleTarget: boolean
  readonly calibrate: boolean
  readonly onDrift?: OnDriftDescription
  /** The name of the field; a function can't be held. */
  readonly key?: string
  readonly maxKeys?: number
  readonly seed: number
}

/**
 * The default network for `outputs` outputs: 64 and 32 hidden units, each layer normalised before gelu, and beside them
 * the inputs themselves; the output layer on both starts at zero, so that a class can be added as a row of zeros.
 */
export function defaultLayers(outputs: number): readonly LayerEntry[] {
  const hidden = [64, 32].flatMap((units) => [
    dense(units),
    layerNorm({ affine: false }),
    gelu({ approximate: 'sigmoid' }),
  ])
  return [parallel([hidden, []]), concatenate(), dense(outputs, { start: zeros(), biasStart: zeros() })]
}

export const layersFor = ({ layers }: LearnerOptions, outputs: number): readonly LayerEntry[] =>
  layers ? [...layers, dense(outputs)] : defaultLayers(outputs)

export const lossFor = ({ task, loss }: LearnerOptions): Loss =>
  loss ?? (task === 'classification' ? softmaxCrossEntropy() : huber())

/** Whether targets are standardised. */
export const standardises = (options: LearnerOptions): boolean =>
  options.task === 'regression' && (options.scaleTarget ?? true) && linkRules[linkOf(lossFor(options))].standardises

/** RMSProp's memory of 100 samples and this step were measured, see the README's section on defaults. */
export function rulesFor({ optimizer, clip: bound }: LearnerOptions): readonly Rule[] {
  const steps = optimizer ?? chain(rmsprop({ learningRate: 0.005, decay: 0.99, biasCorrection: true }), stepGuard())
  return (bound ? chain(clip(bound), steps) : steps).rules
}

const named = ({ name, settings }: Named): Named => ({ name, settings })

const lossDescription = (loss: Loss): LearnerDescription['loss'] =>
  linkOf(loss) === 'identity' ? named(loss) : { ...named(loss), link: linkOf(loss) }

export function descriptionOf(
  options: LearnerOptions,
  { classes, features }: { readonly classes: readonly Label[]; readonly features: readonly FeatureDefinition[] },
): LearnerDescription {
  const { task, layers, calibrate = true, onDrift, key, maxKeys, seed = 0 } = options
  return {
    task,
    features: features.map(named),
    classes: [...classes],
    ...(layers ? { layers: layers.map(toSpec) } : {}),
    loss: lossDescription(lossFor(options)),
    optimizer: rulesFor(options).map(named),
    // A classification says true, as files of version 0.1 do.
    scaleTarget: task === 'classification' ? (options.scaleTarget ?? true) : standardises(options),
    calibrate,
    ...(onDrift ? { onDrift: onDriftDescription(onDrift) } : {}),
    ...(typeof key === 'string' ? { key } : {}),
    ...(maxKeys === undefined ? {} : { maxKeys }),
    seed,
  }
}

/** What learns and predicts: a learner, or one that is kept. */
export const aLearner: Expectation = madeBy('a learner', 'createLearner({ task })', (value) =>
  hasMethods(value, 'learn', 'predict', 'predictSample'),
)

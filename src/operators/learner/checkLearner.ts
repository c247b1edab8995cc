import { checkRules } from '../../autodiff/planning/update.js'
import { checkDetectorName } from '../../evaluation/drift/builtin.js'
import { checkFeatureNames } from '../../features/builtin.js'
import { aFeature } from '../../features/feature.js'
import { aLabel } from '../../features/sample.js'
import { checkLayers } from '../../layers/builtin.js'
import { layerList } from '../../layers/layer.js'
import { linkOf, linkRules } from '../../losses/link.js'
import { aLoss } from '../../losses/loss.js'
import {
  callback,
  checkOptions,
  count,
  either,
  flag,
  listOf,
  oneOf,
  optionsOf,
  required,
  size,
  type TableOf,
  text,
  wholeNumber,
  wrongOption,
} from '../../options.js'
import { checkRuleNames } from '../../optimizers/builtin.js'
import { clip, clipTable } from '../../optimizers/clip.js'
import { optimizer } from '../../optimizers/optimizer.js'
import { kernelsOption } from '../../kernels/chooseKernels.js'
import { type LearnerOptions, lossFor, rulesFor } from './learnerOptions.js'
import { onDriftTable } from './onDrift.js'
import { CLASSES_MAX } from './sampleFault.js'

export const learnerTable: TableOf<LearnerOptions> = {
  task: required(oneOf(['classification', 'regression'])),
  features: listOf(aFeature),
  input: size,
  classes: listOf(aLabel),
  layers: layerList(),
  loss: aLoss,
  optimizer,
  clip: optionsOf(clipTable),
  scaleTarget: flag,
  calibrate: flag,
  onDrift: optionsOf(onDriftTable),
  key: either(text, callback),
  maxKeys: count,
  seed: wholeNumber(),
  kernels: kernelsOption,
}

/**
 * Refuses what can't learn, before the first sample comes.
 *
 * @throws {EddyError} ERR_OPTION for options that are out of range or don't fit one another, ERR_LAYER for a layer of an
 *   unknown type, ERR_RULE for rules in an order that can't be
 */
export function checkLearner(options: LearnerOptions): void {
  checkOptions('createLearner', options, learnerTable)
  checkTask(options)
  checkClasses(options)
  if (options.layers) checkLayers('createLearner', options.layers)
  if (options.clip) clip(options.clip)
  checkRules(rulesFor(options))
  checkNames(options)
}

/** A file names losses, rules, features and detectors; the name must mean one thing. (Losses are checked with their model.) */
function checkNames(options: LearnerOptions): void {
  checkRuleNames(rulesFor(options))
  if (options.features) checkFeatureNames(options.features)
  if (options.onDrift) checkDetectorName(options.onDrift.detector)
}

/** What only one of the tasks knows. */
function checkTask(options: LearnerOptions): void {
  const { task, classes = [], scaleTarget, calibrate } = options
  const refuse = (name: string, value: unknown, expected: string): never => {
    throw wrongOption('createLearner', name, value, { expected })
  }
  const { name, target } = lossFor(options)
  const suited = task === 'classification' ? 'softmaxCrossEntropy()' : 'huber()'
  const kind = target === 'class' ? 'classification' : 'regression'
  if (kind !== task) refuse('loss', name, `one for a ${task}, such as ${suited}: ${name} is for a ${kind}`)
  if (task === 'regression' && classes.length > 0) refuse('classes', classes, 'left out for a regression')
  if (task === 'regression' && calibrate) refuse('calibrate', calibrate, 'left out for a regression')
  const { targets, standardises } = linkRules[linkOf(lossFor(options))]
  if (task === 'regression' && scaleTarget && !standardises) {
    refuse('scaleTarget', scaleTarget, `left out with ${name}: it compares with ${targets}, which are not standardised`)
  }
  if (task === 'classification' && scaleTarget) refuse('scaleTarget', scaleTarget, 'left out for a classification')
}

function checkClasses({ classes = [] }: LearnerOptions): void {
  const refuse = (expected: string, value: unknown): never => {
    throw wrongOption('createLearner', 'classes', value, { expected })
  }
  const twice = classes.find((label, at) => classes.indexOf(label) < at)
  if (twice !== undefined) refuse('different labels, each once', twice)
  if (classes.length > CLASSES_MAX) refuse(`at most ${CLASSES_MAX} labels`, classes)
}

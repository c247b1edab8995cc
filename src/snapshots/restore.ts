import { EddyError } from '../error.js'
import type { Kernels } from '../kernels/chooseKernels.js'
import { type Model, StreamedModel } from '../operators/model.js'
import { withDefinitions } from '../layers/withDefinitions.js'
import { type ModelSpec, type ModelState, modelTable } from '../layers/model/modelSpec.js'
import { savedLoss } from '../losses/builtin.js'
import { savedOptimizer } from '../optimizers/builtin.js'
import { savedFeatures } from '../features/builtin.js'
import { createLearner, type Learner } from '../operators/learner/learner.js'
import { learnerTable } from '../operators/learner/checkLearner.js'
import type { LearnerOptions } from '../operators/learner/learnerOptions.js'
import { onDriftFrom } from '../operators/learner/onDrift.js'
import { checkOption, checkOptions, required, type TableOf } from '../options.js'
import type { Optimizer } from '../optimizers/optimizer.js'
import { type Column, isFloats } from './column.js'
import { type RestoreOptions, restoreTable } from './predictor.js'
import { courseOf, learnerStateOf } from './learnerColumns.js'
import { aSnapshot, columnNamed, parametersOf, type Snapshot, type SnapshotSpec, specOf } from './snapshot.js'
import { streamsOf } from './streamColumns.js'

export interface RestoreModelOptions extends Pick<RestoreOptions, 'definitions' | 'kernels'> {
  /**
   * What the optimizer states in the snapshot are states of; default: as the snapshot says. Needed for rules of your own,
   * which JSON can't hold, and for files of version 0.1, which don't say it. Also the way to go on with other settings: the
   * states are then those of this optimizer, which must keep as many.
   */
  readonly optimizer?: Optimizer
}

const modelOptions: TableOf<RestoreModelOptions> = {
  definitions: restoreTable.definitions,
  kernels: modelTable.kernels,
  optimizer: learnerTable.optimizer,
}

/**
 * The model of a snapshot, with the same bits. With optimizer state in it, `update` with the same optimizer and settings
 * makes the same next step as the model that was captured would, random numbers included.
 *
 * @throws {EddyError} ERR_SNAPSHOT, ERR_STATE if the columns don't fit the spec or the optimizer, ERR_LAYER for an unknown
 *   layer, ERR_OPTION for an unknown optimizer
 */
export function restoreModel(snapshot: Snapshot, options: RestoreModelOptions = {}): Model {
  checkOption('restoreModel', 'snapshot', snapshot, required(aSnapshot))
  checkOptions('restoreModel', options, modelOptions)
  const { columns, about } = snapshot
  const { definitions = {}, kernels = kernelsFor(columns), optimizer } = options
  const spec = specOf(columns)
  const model = new StreamedModel({ ...spec.model, definitions, ...(kernels ? { kernels } : {}) })
  const state = modelStateOf(columns)
  const { optimizers, counts, ...rest } = state
  const known = optimizers && counts ? (optimizer ? [optimizer] : optimizersOf(spec)) : []
  for (const { rules } of known) model.attachRules(rules)
  // Without a word of what they are states of, they are of no use.
  model.restore(known.length > 0 ? state : rest, about.steps)
  return model
}

const optimizersOf = ({ learner, optimizers = [] }: SnapshotSpec): readonly Optimizer[] =>
  (learner ? [learner.optimizer] : optimizers).map((rules) => savedOptimizer('restoreModel', rules))

/** In double precision goes on what was learned so. */
const kernelsFor = (columns: readonly Column[]): Kernels | undefined =>
  parametersOf(columns) instanceof Float64Array ? 'float64' : undefined

/** What JSON can't hold, or what is to be otherwise from here on. */
export type RestoreLearnerOptions = Partial<
  Pick<LearnerOptions, 'features' | 'loss' | 'optimizer' | 'onDrift' | 'kernels' | 'layers' | 'key'>
> &
  Pick<RestoreOptions, 'definitions'>

const learnerOptions: TableOf<RestoreLearnerOptions> = {
  definitions: restoreTable.definitions,
  features: learnerTable.features,
  loss: learnerTable.loss,
  optimizer: learnerTable.optimizer,
  onDrift: learnerTable.onDrift,
  kernels: learnerTable.kernels,
  layers: learnerTable.layers,
  key: learnerTable.key,
}

/**
 * The learner of a snapshot. With optimizer state in it, it makes the same next step as the one that was captured would.
 *
 * @param given `definitions` of layers of your own, by their type; features, a loss, an optimizer, a detector or a key function of your own, which JSON can't hold
 * @throws {EddyError} ERR_SNAPSHOT if it holds a bare model, ERR_STATE, ERR_OPTION for an unknown loss, optimizer or detector
 */
export function restoreLearner(snapshot: Snapshot, given: RestoreLearnerOptions = {}): Learner {
  checkOption('restoreLearner', 'snapshot', snapshot, required(aSnapshot))
  checkOptions('restoreLearner', given, learnerOptions)
  const { definitions = {}, ...options } = given
  const { columns, about } = snapshot
  const { learner, model } = specOf(columns)
  if (!learner) throw new EddyError('ERR_SNAPSHOT', 'the snapshot holds a model, no learner: use restoreModel')
  const { task, classes, layers, scaleTarget, calibrate, key, maxKeys, seed } = learner
  const kernels = kernelsFor(columns)
  const onDrift = options.onDrift ?? (learner.onDrift && onDriftFrom(learner.onDrift))
  const restored = createLearner({
    task,
    classes,
    ...(layers ? { layers: layers.map((spec) => withDefinitions(spec, definitions)) } : {}),
    // A file says of both tasks what only one of them knows.
    ...(task === 'regression' ? { scaleTarget } : { calibrate }),
    ...(key === undefined ? {} : { key }),
    ...(maxKeys === undefined ? {} : { maxKeys }),
    ...(onDrift ? { onDrift } : {}),
    ...(kernels ? { kernels } : {}),
    seed,
    ...options,
    features: savedFeatures('restoreLearner', learner.features, options.features),
    loss: savedLoss('restoreLearner', learner.loss, options.loss),
    optimizer: options.optimizer ?? savedOptimizer('restoreLearner', learner.optimizer),
  })
  const { samples, steps } = about
  const [state, course] = [learnerStateOf(columns), courseOf(columns)]
  restored.resume(modelStateOf(columns), { samples, steps, ...sizesOf(model), state, course })
  return restored
}

/**
 * How many inputs and outputs the model of a learner has: it takes one vector, and ends with a dense layer.
 *
 * @throws {EddyError} ERR_SNAPSHOT if it is of another form
 */
export function sizesOf({ input, layers }: ModelSpec): { readonly input: number; readonly outputs: number } {
  const { units } = (layers.at(-1) ?? {}) as { readonly units?: unknown }
  if (typeof input === 'number' && typeof units === 'number') return { input, outputs: units }
  throw new EddyError(
    'ERR_SNAPSHOT',
    'the snapshot holds a learner whose model is not from one vector to a dense layer',
  )
}

/** What a model had learned, from the columns of its snapshot. */
export function modelStateOf(columns: readonly Column[]): Partial<ModelState> {
  const [optimizers, counts, random] = ['optimizer', 'counts', 'random'].map(
    (name) => columnNamed(columns, name)?.values,
  )
  return {
    parameters: parametersOf(columns),
    streams: streamsOf(columns),
    ...(isFloats(optimizers) ? { optimizers } : {}),
    ...(counts instanceof Float64Array ? { counts } : {}),
    ...(random instanceof Uint32Array ? { random } : {}),
  }
}

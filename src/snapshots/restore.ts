import { EddyError } from '../error.js'
import { createModel, type Model } from '../layers/model/model.js'
import type { ModelSpec, ModelState } from '../layers/model/modelSpec.js'
import { lossFrom } from '../losses/builtin.js'
import { optimizerFrom } from '../optimizers/builtin.js'
import { featuresFrom } from '../features/builtin.js'
import { createLearner, type Learner } from '../operators/learner/learner.js'
import type { LearnerOptions } from '../operators/learner/learnerOptions.js'
import type { Column } from './column.js'
import type { RestoreOptions } from './predictor.js'
import { learnerStateOf } from './learnerColumns.js'
import { columnNamed, isFloats, parametersOf, type Snapshot, specOf } from './snapshot.js'
import { streamsOf } from './streamColumns.js'

/**
 * The model of a snapshot, with the same bits.
 *
 * @throws {EddyError} ERR_SNAPSHOT, ERR_STATE if the columns don't fit the spec, ERR_LAYER for an unknown layer
 */
export function restoreModel({ columns, about }: Snapshot, { definitions = {} }: RestoreOptions = {}): Model {
  const model = createModel({ ...specOf(columns).model, definitions })
  model.restore({ parameters: parametersOf(columns), streams: streamsOf(columns) }, about.steps)
  return model
}

/**
 * The learner of a snapshot. With optimizer state in it, it makes the same next step as the one that was captured would.
 *
 * @param options features, a loss, an optimizer or a key function of your own, which JSON can't hold
 * @throws {EddyError} ERR_SNAPSHOT if it holds a bare model, ERR_STATE, ERR_OPTION for an unknown loss or optimizer
 */
export function restoreLearner(
  { columns, about }: Snapshot,
  options: Partial<Pick<LearnerOptions, 'features' | 'loss' | 'optimizer' | 'kernels' | 'layers' | 'key'>> = {},
): Learner {
  const { learner, model } = specOf(columns)
  if (!learner) throw new EddyError('ERR_SNAPSHOT', 'the snapshot holds a model, no learner: use restoreModel')
  const { task, classes, layers, scaleTarget, calibrate, key, maxKeys, seed } = learner
  const restored = createLearner({
    task,
    classes,
    ...(layers ? { layers } : {}),
    scaleTarget,
    calibrate,
    ...(key === undefined ? {} : { key }),
    ...(maxKeys === undefined ? {} : { maxKeys }),
    seed,
    features: options.features ?? featuresFrom(learner.features),
    loss: options.loss ?? lossFrom(learner.loss),
    optimizer: options.optimizer ?? optimizerFrom(learner.optimizer),
    ...options,
  })
  const { samples, steps } = about
  const state = learnerStateOf(columns)
  restored.resume(modelStateOf(columns), { samples, steps, ...sizesOf(model), state })
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

import type { OperatorFunction } from 'rxjs'
import { checkRules } from '../../autodiff/planning/update.js'
import { EddyError } from '../../error.js'
import type { RulesHandle } from '../../autodiff/running/attached.js'
import { checkOption, checkOptions, listOf, madeBy, required, type TableOf } from '../../options.js'
import { type Optimizer, optimizer as expectedOptimizer } from '../../optimizers/optimizer.js'
import { mapPresent } from '../mapPresent.js'
import { type Model, StreamedModel } from '../model.js'
import { Step } from './step.js'
import type { TrainingSample } from './trainingSample.js'

export interface UpdateOptions {
  /** The models that learn, at least one of each step; the others of the step stay frozen. Default: all. */
  readonly only?: readonly Model[]
}

/**
 * Takes one step of the optimizer in every model of the record (or in `only` some), in all of them or in none. A gradient
 * that is not finite never reaches a weight: the sample is set aside.
 *
 * The optimizer's state (momentum, running means, the step count of schedules) belongs to the model. The same optimizer with
 * the same settings goes on with it, also after subscribing again. Other settings are another optimizer, with a state of its
 * own: for a rate that changes use a schedule or `model.rateFactor`. Two of Eddy's optimizers are the same if their settings
 * are; one of your own is the same as itself, so make it once. A model takes at most 64 different ones.
 *
 * @throws {EddyError} ERR_OPTION, ERR_RULE; as errors of the stream: ERR_STAGE for a step that doesn't come from `backward`, ERR_RULE for
 *   an optimizer that doesn't fit a model
 */
export function update<S extends TrainingSample = TrainingSample>(
  optimizer: Optimizer,
  options: UpdateOptions = {},
): OperatorFunction<Step<S, 'backward'>, Step<S, 'update'>> {
  checkOption('update', 'optimizer', optimizer, required(expectedOptimizer))
  checkOptions('update', options, table)
  checkRules(optimizer.rules)
  const { only } = options
  const frozen = (model: StreamedModel): boolean => only !== undefined && !only.some((each) => each === model)
  return mapPresent(() => {
    const attached = new Map<StreamedModel, RulesHandle>()
    const attach = (model: StreamedModel): RulesHandle => {
      let handle = attached.get(model)
      if (!handle) attached.set(model, (handle = model.attachRules(optimizer.rules)))
      return handle
    }
    return (value) => {
      const step = Step.at<S>('backward', 'update', value)
      const lost = step.lost()
      if (lost) return step.reject(lost)
      const { parts } = step
      if (only && parts.every(({ model }) => frozen(model))) throw nothingLearns(parts.length)
      // One model checks its own step; several take the step together or not at all.
      if (parts.length > 1) {
        for (const { model, pass } of parts) {
          const fault = frozen(model) ? undefined : pass.faultAhead(attach(model))
          if (fault) return step.reject(fault)
        }
      }
      for (const { model, pass } of parts) {
        if (frozen(model)) {
          pass.release()
          continue
        }
        const fault = pass.update(attach(model))
        if (fault) return step.reject(fault)
        step.step = ++model.steps
      }
      return step.reached('update')
    }
  })
}

const table: TableOf<UpdateOptions> = {
  only: listOf(
    madeBy('a model', 'createModel()', (value) => value instanceof StreamedModel),
    1,
  ),
}

const nothingLearns = (models: number): EddyError =>
  new EddyError(
    'ERR_OPTION',
    `update: \`only\` names none of the step's ${models} models, so that nothing would learn. Name one that the step went through`,
  )

import type { OperatorFunction } from 'rxjs'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { checkOption, custom, required } from '../../options.js'
import { type Fault, isFault } from '../../rejection.js'
import { type Model, StreamedModel } from '../model.js'
import { goOn } from './furtherModels.js'
import { unreadable } from '../../unreadable.js'
import { mapPresent } from '../mapPresent.js'
import { mapSamples } from '../mapSamples.js'
import { Step } from './step.js'
import type { TrainingSample } from './trainingSample.js'

/**
 * Runs a model forward, keeping on a tape what the way back needs. Takes samples, arrays of samples
 * (one step together; `bufferCount` makes them), or the steps of a model before it, whose output is then its input.
 *
 * A model with recurrent layers moves its state on (that of the sample's `key`): the next sample starts from there, also
 * while this one is still on its way to `update`. One that is set aside on the way moves it back, unless another sample of
 * its key went on from it.
 *
 * A sample that doesn't fit is set aside on `model.rejections`, with its reason. A batch goes on without its bad samples.
 *
 * @throws {EddyError} ERR_OPTION for what is no model; ERR_STAGE, as an error of the stream, for a step that was used before,
 *   or that holds this model already
 */
export function forward<S extends TrainingSample>(
  model: Model,
): OperatorFunction<S | readonly S[] | Step<S, 'forward'>, Step<S, 'forward'>>
/**
 * Runs several models on the output of the model before: heads on one encoder. Samples then have a target for each head,
 * `loss` takes a loss for each, and all their gradients flow back into the encoder, where they add up.
 *
 * ```ts
 * samples$.pipe( // { x: [0.1, 0.7], y: { kind: 2, size: 0.4 } }
 *   forward(encoder),
 *   forward({ kind: kindHead, size: sizeHead }),
 *   loss({ kind: softmaxCrossEntropy(), size: squaredError() }),
 *   backward(),
 *   update(adam()),
 * )
 * ```
 */
export function forward<S extends TrainingSample>(
  heads: Readonly<Record<string, Model>>,
): OperatorFunction<Step<S, 'forward'>, Step<S, 'forward'>>
export function forward<S extends TrainingSample>(
  models: Model | Readonly<Record<string, Model>>,
): OperatorFunction<S | readonly S[] | Step<S, 'forward'>, Step<S, 'forward'>> {
  checkOption('forward', 'model', models, required(modelOrHeads))
  if (!isModel(models)) {
    const heads = Object.entries(models).flatMap(([head, model]) => (isModel(model) ? [{ head, model }] : []))
    return mapPresent(() => (value) => goOn(Step.at<S>('forward', 'forward({ ... })', value), heads))
  }
  const next = [{ model: models }]
  return mapSamples(models.rejections, () => (value) => {
    if (value instanceof Step) return goOn(Step.at<S>('forward', 'forward', value), next)
    if (Array.isArray(value)) return batch(models, value as readonly S[])
    const sample = value as S
    const pass = models.begin(sample?.x, sample?.key)
    if (!isFault(pass)) return new Step<S, 'forward'>([sample], [{ model: models, pass }], pass.output())
    models.rejections.report(sample, pass)
    return undefined
  })
}

const isModel = (value: unknown): value is StreamedModel => value instanceof StreamedModel

const modelOrHeads = custom('a model, made by createModel(), or several by their names, { a, b }', (value) => {
  if (isModel(value)) return true
  const heads = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.values(value) : []
  return heads.length > 0 && heads.every(isModel)
})

/** Bad samples leave the batch one by one; the rest makes the step. */
function batch<S extends TrainingSample>(model: StreamedModel, samples: readonly S[]): Step<S, 'forward'> | undefined {
  const good = samples.filter((sample) => {
    const fault = faultOf(model, sample)
    if (fault) model.rejections.report(sample, fault)
    return !fault
  })
  if (good.length === 0) return undefined
  const pass = model.beginBatch(
    good.map(({ x }) => x),
    good[0]?.key,
  )
  if (!isFault(pass)) return new Step<S, 'forward'>(good, [{ model, pass }], pass.output())
  model.rejections.report(good, pass)
  return undefined
}

function faultOf(model: StreamedModel, sample: TrainingSample | undefined): Fault | undefined {
  try {
    return model.check(sample?.x as ModelInput)
  } catch (error) {
    return unreadable(error)
  }
}

import type { OperatorFunction } from 'rxjs'
import type { Model } from '../layers/model/model.js'
import type { ModelInput } from '../layers/model/modelInput.js'
import { isFault } from '../rejection.js'
import { mapPresent } from './mapPresent.js'
import { Step, type TrainingSample } from './step.js'

/**
 * Runs a model forward, keeping on a tape what the way back needs. Takes samples, arrays of samples
 * (one step together; `bufferCount` makes them), or the steps of a model before it, whose output is then its input.
 *
 * A model with recurrent layers moves its state on (that of the sample's `key`): the next sample starts from there, also
 * while this one is still on its way to `update`. One that is set aside on the way moves it back, unless another sample of
 * its key went on from it.
 *
 * A sample that doesn't fit is set aside on `model.rejections`, with its reason. A batch goes on without its bad samples.
 */
export function forward<S extends TrainingSample>(model: Model): OperatorFunction<S | readonly S[] | Step<S>, Step<S>> {
  return mapPresent(() => (value) => {
    if (value instanceof Step) return chain(model, value)
    if (Array.isArray(value)) return batch(model, value as readonly S[])
    const sample = value as S
    const pass = model.begin(sample?.x, sample?.key)
    if (!isFault(pass)) return new Step([sample], [{ model, pass }], pass.output())
    model.rejections.report(sample, pass)
    return undefined
  })
}

/** Bad samples leave the batch one by one; the rest makes the step. */
function batch<S extends TrainingSample>(model: Model, samples: readonly S[]): Step<S> | undefined {
  const good = samples.filter((sample) => {
    const fault = model.check(sample?.x)
    if (fault) model.rejections.report(sample, fault)
    return !fault
  })
  if (good.length === 0) return undefined
  const pass = model.beginBatch(
    good.map(({ x }) => x),
    good[0]?.key,
  )
  if (!isFault(pass)) return new Step(good, [{ model, pass }], pass.output())
  model.rejections.report(good, pass)
  return undefined
}

function chain<S extends TrainingSample>(model: Model, step: Step<S>): Step<S> | undefined {
  const size = step.samples.length
  const length = step.output.length / size
  const inputs = Array.from(
    { length: size },
    (_, at): ModelInput => (size === 1 ? step.output : step.output.subarray(at * length, (at + 1) * length)),
  )
  const pass = model.beginBatch(inputs, step.sample?.key)
  if (isFault(pass)) return step.reject(pass)
  return new Step(step.samples, [...step.stages, { model, pass }], pass.output())
}

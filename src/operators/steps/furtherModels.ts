import { EddyError } from '../../error.js'
import { isFault } from '../../rejection.js'
import type { StreamedModel } from '../model.js'
import type { Step, StepPart } from './step.js'
import type { TrainingSample } from './trainingSample.js'

/** A model that goes on from the output of another. */
export interface FurtherModel {
  readonly model: StreamedModel
  /** Its name among several heads. */
  readonly head?: string
}

type Numbers = Float32Array | Float64Array

/**
 * Runs further models on the output of a step: one, or several heads side by side. The step is set aside where its output is
 * not finite.
 *
 * @throws {EddyError} ERR_STAGE after heads, and for a model that is in the step already; ERR_SHAPE for one that takes
 *   another length
 */
export function goOn<S extends TrainingSample>(
  step: Step<S>,
  models: readonly FurtherModel[],
): Step<S, 'forward'> | undefined {
  checkParts(step, models)
  const lost = step.lost()
  if (lost) return step.reject(lost)
  const inputs = rows(step.output, step.samples.length)
  const parts: StepPart[] = []
  for (const each of models) {
    const pass = each.model.beginBatch(inputs, step.sample?.key)
    if (isFault(pass)) {
      for (const part of parts) part.pass.withdraw()
      return step.reject(pass, each.model)
    }
    parts.push({ ...each, pass })
  }
  const size = step.samples.length
  const outputs = parts.map(({ head, pass }) => [head, pass.output()] as const)
  const named = outputs.filter((entry): entry is [string, Numbers] => entry[0] !== undefined)
  const output = endToEnd(
    outputs.map(([, each]) => each),
    size,
  )
  return step.joined(parts, output, named.length > 0 ? Object.fromEntries(named) : undefined)
}

function checkParts({ parts, last }: Step, models: readonly FurtherModel[]): void {
  if (last?.head !== undefined) {
    throw new EddyError('ERR_STAGE', 'forward: heads come last, and this step has some. Put this model before them')
  }
  const misfit = models.find(({ model }) => model.inputLength !== last?.model.outputLength)
  if (misfit && last) {
    throw new EddyError(
      'ERR_SHAPE',
      `forward: the model takes ${misfit.model.inputLength} numbers, and the model before it gives ${last.model.outputLength}`,
    )
  }
  const all = [...parts, ...models].map(({ model }) => model)
  if (new Set(all).size < all.length) {
    throw new EddyError(
      'ERR_STAGE',
      'forward: this model is in the step already, and one step can only update it once. Share layers inside of one model instead: shared(name, layers)',
    )
  }
}

/** The output of each sample of a batch; views. */
function rows(output: Numbers, samples: number): readonly Numbers[] {
  if (samples === 1) return [output]
  const length = output.length / samples
  return Array.from({ length: samples }, (_, at) => output.subarray(at * length, (at + 1) * length))
}

/** The outputs of several heads, end to end for each sample. */
function endToEnd(outputs: readonly Numbers[], samples: number): Numbers {
  const [first] = outputs
  if (first && outputs.length === 1) return first
  const length = outputs.reduce((sum, each) => sum + each.length, 0)
  const all = first instanceof Float64Array ? new Float64Array(length) : new Float32Array(length)
  let to = 0
  for (let at = 0; at < samples; at++) {
    for (const output of outputs) {
      const size = output.length / samples
      all.set(output.subarray(at * size, (at + 1) * size), to)
      to += size
    }
  }
  return all
}

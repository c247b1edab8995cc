import { concatMap, filter, type OperatorFunction } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Features } from '../../features/sample.js'
import type { Model } from '../../layers/model/model.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { Fault, type RejectionCode } from '../../layers/model/rejection.js'
import { Learner } from '../learner/learner.js'
import { Step } from '../step.js'

/** What one layer gave for one sample. */
export interface Activation<S> {
  /** The layer's place: '1.tanh'. */
  readonly layer: string
  /** All its elements, row-major; a copy. */
  readonly values: Float32Array | Float64Array
  readonly sample: S
}

export interface ActivationsOptions {
  /** A layer's place ('1.tanh', '0.parallel.0.2.gelu'), or its index in the outermost list; below 0 from the end. */
  readonly layer: string | number
}

/** What activations can be asked of: samples, and the records of `forward` to `update`, and of `learn`. */
type Observed<S> = S | { readonly sample: S | undefined }

/**
 * The hidden activations of a layer, for each sample that passes: by the model as it is at that moment (after `update` or
 * `learn`, the one that has learned the sample). Changes nothing. What doesn't fit is set aside on `rejections`.
 *
 * ```ts
 * samples$.pipe(learn(learner), activations(learner, { layer: -2 }), probe(linearProbe(), ({ x }) => x.species))
 * ```
 *
 * @throws {EddyError} ERR_LAYER, when built (of a learner without a model, with the first sample), if there's no such layer
 */
export function activations<S extends { readonly x: Features | ModelInput }>(
  source: Model | Learner,
  { layer }: ActivationsOptions,
): OperatorFunction<Observed<S>, Activation<S>> {
  const model = modelOf(source)
  if (model) placeOf(model, layer)
  return (observed$) =>
    observed$.pipe(
      concatMap((observed) => samplesOf<S>(observed).map((sample) => activationOf(source, layer, sample))),
      filter((activation) => activation !== undefined),
    )
}

const modelOf = (source: Model | Learner): Model | undefined => (source instanceof Learner ? source.model : source)

function samplesOf<S extends object>(observed: Observed<S>): readonly S[] {
  // A step of several samples holds them all.
  if (observed instanceof Step) return observed.samples as unknown as readonly S[]
  if (!('sample' in observed)) return [observed]
  const { sample } = observed as { readonly sample: S | undefined }
  return sample === undefined ? [] : [sample]
}

function activationOf<S extends { readonly x: Features | ModelInput }>(
  source: Model | Learner,
  layer: string | number,
  sample: S,
): Activation<S> | undefined {
  const model = modelOf(source)
  if (!model) return undefined
  const place = placeOf(model, layer)
  try {
    const x = source instanceof Learner ? encoded(source, model, sample.x as Features) : (sample.x as ModelInput)
    const found = model.activations(x).find((each) => each.layer === place)
    if (found && !found.values.every(Number.isFinite)) {
      source.rejections.report(sample, new Fault('ERR_INPUT_VALUE', `layer ${place} gives numbers that are not finite`))
      return undefined
    }
    if (found) return { layer: place, values: found.values, sample }
  } catch (error) {
    if (!(error instanceof EddyError)) throw error
    source.rejections.report(sample, new Fault(error.code as RejectionCode, error.message))
    return undefined
  }
  throw new EddyError(
    'ERR_LAYER',
    `activations: layer ${place} gives several tensors; ask for one after they are joined`,
  )
}

/** The sample as the learner's model sees it. */
function encoded({ features }: Learner, { inputLength }: Model, x: Features): Float32Array {
  const into = new Float32Array(inputLength)
  const fault = features.encodeInto(x, into)
  if (fault) throw new EddyError(fault.code, fault.reason)
  return into
}

function placeOf({ spec, places }: Model, layer: string | number): string {
  const outermost = spec.layers.map((each, index) => `${index}.${each.type}`)
  const place = typeof layer === 'string' ? layer : Number.isInteger(layer) ? outermost.at(layer) : undefined
  if (place !== undefined && (places.includes(place) || outermost.includes(place))) return place
  const known = [...new Set([...outermost, ...places])]
  throw new EddyError('ERR_LAYER', `activations: no layer ${String(layer)}; there are ${known.join(', ')}`)
}

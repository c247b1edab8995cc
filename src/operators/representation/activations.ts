import type { OperatorFunction } from 'rxjs'
import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import type { Features, Sample } from '../../features/sample.js'
import { checkOption, checkOptions, custom, either, required, type TableOf, text, wholeNumber } from '../../options.js'
import { type Model, StreamedModel } from '../model.js'
import type { ModelInput } from '../../layers/model/modelInput.js'
import { Fault, isFault, type RejectionCode } from '../../rejection.js'
import type { Given } from '../learner/givenInputs.js'
import { Learner } from '../learner/learner.js'
import { keyOf } from '../learner/sampleKey.js'
import { orSetAside } from '../mapSamples.js'
import { operate } from '../operate.js'
import { Step } from '../steps/step.js'
import { inTurn } from '../turns.js'

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

const table: TableOf<ActivationsOptions> = { layer: required(either(text, wholeNumber())) }

const modelOrLearner = custom(
  'a model, made by createModel(), or a learner',
  (value) => value instanceof StreamedModel || value instanceof Learner,
)

/** What activations can be asked of: samples, and the records of `forward` to `update`, and of `learn`. */
type Observed<S> = S | { readonly sample: S | undefined }

/** A sample that passes, and what the model was given for it, as far as the record knows. */
interface Asked<S> {
  readonly sample: S
  readonly given?: Given | Fault | undefined
}

/**
 * The hidden activations of a layer, for each sample that passes: by the weights as they are at that moment (after `update`
 * or `learn`, those that have learned the sample), from the states the sample was processed with. A sample that comes
 * without a record is asked from the state of its key as it is. Changes nothing. What doesn't fit is set aside on `rejections`.
 *
 * ```ts
 * samples$.pipe(learn(learner), activations(learner, { layer: -2 }), probe(linearProbe(), ({ x }) => x.species))
 * ```
 *
 * @throws {EddyError} ERR_LAYER, when built (of a learner, with a sample), if there's no such layer or it gives several tensors
 */
export function activations<S extends { readonly x: Features | ModelInput }>(
  source: Model | Learner,
  options: ActivationsOptions,
): OperatorFunction<Observed<S>, Activation<S>> {
  checkOption('activations', 'source', source, required(modelOrLearner))
  checkOptions('activations', options, table)
  const { layer } = options
  if (!(source instanceof Learner)) placeOf(source, layer)
  else if (source.model) placeOf(source.model, layer)
  const ask = (observed: Observed<S>) => askedOf<S>(source, observed)
  const answer = (asked: Asked<S>) => activationOf(source, layer, asked)
  const { rejections } = source
  return operate((out) => {
    if (source instanceof Learner) out.add(source.given.watch())
    else if (source instanceof StreamedModel) out.add(source.watch())
    return inTurn(out, {
      next: (observed) => {
        for (const asked of orSetAside(rejections, observed, ask) ?? []) {
          const activation = asked && orSetAside(rejections, asked.sample, () => answer(asked))
          if (activation) out.next(activation)
          if (out.closed) return
        }
      },
    })
  })
}

function askedOf<S extends object>(source: Model | Learner, observed: Observed<S>): readonly Asked<S>[] {
  // A step of several samples holds them all.
  if (observed instanceof Step) return askedOfStep(source, observed as Step) as unknown as readonly Asked<S>[]
  if (typeof observed !== 'object' || observed === null || !('sample' in observed)) return [{ sample: observed }]
  const { sample } = observed as { readonly sample: S | undefined }
  if (sample === undefined) return []
  return [{ sample, given: source instanceof Learner ? source.given.of(observed, sample) : undefined }]
}

function askedOfStep(source: Model | Learner, { samples, parts }: Step): readonly Asked<Step['samples'][number]>[] {
  const part = parts.find(({ model }) => model === source)
  if (!part) return samples.map((sample) => ({ sample }))
  const { model, pass } = part
  const { start } = pass
  if (!start && !model.stateful && part === parts[0]) return samples.map((sample) => ({ sample }))
  return samples.map((sample, at) => {
    const x = start?.xs[at]
    return { sample, given: start && x !== undefined ? { model, x, states: start.states } : notKept() }
  })
}

const notKept = (): Fault =>
  new Fault(
    'ERR_TAPE_OVERWRITTEN',
    'what the pass started from was not kept: subscribe to `activations` before the sample comes to `forward`',
  )

function activationOf<S extends { readonly x: Features | ModelInput }>(
  source: Model | Learner,
  layer: string | number,
  { sample, given: known }: Asked<S>,
): Activation<S> | undefined {
  const given = known ?? asItIs(source, sample)
  if (isFault(given)) return source.rejections.report(sample, given) ?? undefined
  const place = placeOf(given.model, layer)
  try {
    const found = given.model.activations(given.x, given.states).find((each) => each.layer === place)
    if (found?.values.every(Number.isFinite)) return { layer: place, values: found.values, sample }
    source.rejections.report(sample, new Fault('ERR_INPUT_VALUE', `layer ${place} gives numbers that are not finite`))
  } catch (error) {
    if (!(error instanceof EddyError)) throw error
    source.rejections.report(sample, new Fault(error.code as RejectionCode, error.message))
  }
  return undefined
}

/** What the model would be given for the sample now. */
function asItIs(source: Model | Learner, sample: { readonly x: Features | ModelInput }): Given | Fault {
  const model = source instanceof Learner ? source.model : source
  if (!model) return new Fault('ERR_LAYER', 'the learner has no layers before the first sample that it learns')
  if (typeof sample !== 'object' || sample === null)
    return new Fault('ERR_INPUT_TYPE', `expected a sample with its input x, got ${describeValue(sample)}`)
  const key = keyOf(sample as Sample, source instanceof Learner ? source.options.key : undefined)
  if (isFault(key) && model.stateful) return key
  const states = model.statesOf(isFault(key) ? '' : key)
  if (!(source instanceof Learner)) return { model, x: sample.x as ModelInput, states }
  const x = new Float32Array(model.inputLength)
  return source.features.encodeInto(sample.x as Features, x) ?? { model, x, states }
}

function placeOf({ spec, places }: Model, layer: string | number): string {
  const outermost = spec.layers.map((each, index) => `${index}.${each.type}`)
  const place = typeof layer === 'string' ? layer : Number.isInteger(layer) ? outermost.at(layer) : undefined
  if (place !== undefined && places.includes(place)) return place
  if (place !== undefined && outermost.includes(place))
    throw new EddyError(
      'ERR_LAYER',
      `activations: layer ${place} gives several tensors; ask for one after they are joined`,
    )
  const known = [...new Set([...outermost, ...places])]
  throw new EddyError('ERR_LAYER', `activations: no layer ${String(layer)}; there are ${known.join(', ')}`)
}

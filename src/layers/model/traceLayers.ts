import type { Initializer, Ops, Tensor, Value } from '../../autodiff/tracing/trace.js'
import { EddyError } from '../../error.js'
import { builtinLayers } from '../builtin.js'
import {
  definition,
  definitionOf,
  type LayerDefinition,
  type LayerDefinitions,
  type LayerSpec,
  toSpec,
} from '../layer.js'
import type { Port } from './modelInput.js'

export function startValue(inputs: readonly Tensor[], ports: readonly Port[]): Value {
  const [first] = inputs
  if (inputs.length === 1 && ports[0]?.name === 'x' && first) return first
  return Object.fromEntries(
    ports
      .map(({ name }, index) => [name, inputs[index]] as const)
      .filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  )
}

export const isTensor = (value: Value): value is Tensor =>
  'id' in value && 'shape' in value && typeof value.id === 'number'

/** Several outputs leave the model end to end. */
export function joined(op: Ops, value: Value): Tensor {
  if (isTensor(value)) return value
  const parts = Array.isArray(value)
    ? (value as readonly Tensor[])
    : Object.values(value as Readonly<Record<string, Tensor>>)
  return op.concat(parts)
}

interface TraceScope {
  readonly op: Ops
  readonly training: boolean
  readonly parameter: (name: string, shape: readonly number[], start: Initializer) => Tensor
  readonly state: (name: string, shape: readonly number[]) => Tensor
  readonly next: (state: Tensor, value: Tensor) => void
  readonly definitions: LayerDefinitions
  readonly scope: string
  /** Told of the value after each layer, those inside of others first. */
  readonly onLayer?: (place: string, value: Value) => void
}

/** Traces layers one after the other; parameters are named by the way to their layer: '0.dense.weight'. */
export function traceLayers(layers: readonly unknown[], start: Value, scope: TraceScope): Value {
  return layers.reduce<Value>((value, layer, position) => {
    const spec = toSpec(layer)
    const define =
      spec[definition] ?? definitionOf(spec.type, scope.definitions) ?? definitionOf(spec.type, builtinLayers)
    const place = `${scope.scope}${position}.${spec.type}`
    if (!define) {
      throw new EddyError(
        'ERR_LAYER',
        `layer ${place}: unknown type '${spec.type}'. Pass its definition: createModel(spec, { definitions: { '${spec.type}': ... } })`,
      )
    }
    const next = traceLayer(define, spec, place, value, scope)
    scope.onLayer?.(place, next)
    return next
  }, start)
}

function traceLayer(define: LayerDefinition, spec: LayerSpec, place: string, value: Value, scope: TraceScope): Value {
  try {
    return define(
      {
        get x(): Tensor {
          if (isTensor(value)) return value
          throw new EddyError('ERR_SHAPE', 'got several tensors and wants one: join them with concatenate()')
        },
        value,
        op: scope.op,
        training: scope.training,
        parameter: (name, shape, start) => scope.parameter(`${place}.${name}`, shape, start),
        state: (name, shape) => scope.state(`${place}.${name}`, shape),
        next: scope.next,
        inner: (layers, inside, path) =>
          traceLayers(layers, inside, {
            ...scope,
            // A shared scope has one name wherever it stands; its parameters are found again by it.
            scope: path.startsWith('shared:') ? `${path}.` : `${place}.${path}.`,
          }),
      },
      spec,
    )
  } catch (error) {
    if (!(error instanceof EddyError) || error.message.startsWith('layer ')) throw error
    throw new EddyError(error.code, `layer ${place}: ${error.message}`, { cause: error })
  }
}

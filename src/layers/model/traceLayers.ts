import { type Network, traceNetwork } from '../../autodiff/tracing/network.js'
import { type Initializer, isTensor, isValue, type Ops, type Tensor, type Value } from '../../autodiff/tracing/trace.js'
import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { messageOf } from '../../unreadable.js'
import { builtinLayers, unknownType } from '../builtin.js'
import {
  definition,
  definitionOf,
  type LayerDefinition,
  type LayerDefinitions,
  type LayerSpec,
  toSpec,
} from '../layer.js'
import type { Port } from './modelInput.js'

function startValue(inputs: readonly Tensor[], ports: readonly Port[]): Value {
  const [first] = inputs
  if (inputs.length === 1 && ports[0]?.name === 'x' && first) return first
  return Object.fromEntries(
    ports
      .map(({ name }, index) => [name, inputs[index]] as const)
      .filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  )
}

/** Several outputs leave the model end to end. */
function joined(op: Ops, value: Value): Tensor {
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
  /** What each type means in this model. */
  readonly types: Map<string, LayerDefinition>
  readonly scope: string
  /** Told of the value after each layer, those inside of others first. */
  readonly onLayer?: (place: string, value: Value) => void
}

/** Traces a model. What each layer gives in prediction is added to `traced`. */
export function traceModel(
  ports: readonly Port[],
  specs: readonly LayerSpec[],
  definitions: LayerDefinitions,
  traced: { readonly place: string; readonly value: Value }[],
): Network {
  const types = new Map<string, LayerDefinition>()
  return traceNetwork(
    ports.map(({ shape }) => shape),
    ({ inputs, ...scope }) => {
      const onLayer = (place: string, value: Value) => scope.training || traced.push({ place, value })
      const layers = { ...scope, definitions, types, scope: '', onLayer }
      return joined(scope.op, traceLayers(specs, startValue(inputs, ports), layers))
    },
  )
}

/** Traces layers one after the other; parameters are named by the way to their layer: '0.dense.weight'. */
function traceLayers(layers: readonly unknown[], start: Value, scope: TraceScope): Value {
  return layers.reduce<Value>((value, layer, position) => {
    const spec = toSpec(layer)
    const define =
      spec[definition] ?? definitionOf(spec.type, scope.definitions) ?? definitionOf(spec.type, builtinLayers)
    const place = `${scope.scope}${position}.${spec.type}`
    if (!define) {
      throw new EddyError(
        'ERR_LAYER',
        `layer ${place}: ${unknownType(spec.type, Object.keys(scope.definitions))}. Pass its definition: createModel(spec, { definitions: { '${spec.type}': ... } })`,
      )
    }
    checkType(spec.type, place, define, scope.types)
    const next = traceLayer(define, spec, place, value, scope)
    scope.onLayer?.(place, next)
    return next
  }, start)
}

/** A spec that was read back from JSON finds its layers by their types, so a type must mean one thing. */
function checkType(type: string, place: string, define: LayerDefinition, types: Map<string, LayerDefinition>): void {
  const known = types.get(type) ?? definitionOf(type, builtinLayers) ?? define
  if (known !== define) {
    throw new EddyError(
      'ERR_LAYER',
      `layer ${place}: there is another layer of the type '${type}', with a definition of its own. Give yours another name: layer('my${type}', ...)`,
    )
  }
  types.set(type, define)
}

function traceLayer(define: LayerDefinition, spec: LayerSpec, place: string, value: Value, scope: TraceScope): Value {
  let traced: unknown
  try {
    traced = define(
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
    if (error instanceof EddyError && error.message.startsWith('layer ')) throw error
    const code = error instanceof EddyError ? error.code : 'ERR_LAYER'
    throw new EddyError(code, `layer ${place}: ${messageOf(error)}`, { cause: error })
  }
  if (isValue(traced)) return traced
  const got = describeValue(traced)
  throw new EddyError('ERR_LAYER', `layer ${place}: its trace must return a tensor, or several of them, got ${got}`)
}

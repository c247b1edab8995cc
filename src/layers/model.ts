import { Engine } from '../autodiff/engine.js'
import { type Network, traceNetwork } from '../autodiff/network.js'
import { elements } from '../autodiff/node.js'
import { STATUS_INPUT } from '../autodiff/plan.js'
import type { Rule } from '../autodiff/rule.js'
import type { Initializer, Ops, Tensor, Value } from '../autodiff/trace.js'
import { EddyError } from '../error.js'
import type { MachineKind } from '../kernels/isa.js'
import { builtinLayers } from './builtin.js'
import { definition, type LayerDefinition, type LayerEntry, type LayerSpec, toSpec } from './layer.js'
import {
  faultOf,
  isFault,
  type ModelInput,
  type ModelTarget,
  Pass,
  type PassLoss,
  type Port,
  writeInput,
} from './pass.js'
import { type Fault, Rejections } from './rejection.js'

export type Shape = number | readonly number[]

/** A model as plain JSON: `createModel(model.spec)` builds it again. */
export interface ModelSpec {
  readonly input: Shape | Readonly<Record<string, Shape>>
  readonly layers: readonly LayerEntry[]
  readonly seed?: number
}

export interface ModelOptions extends ModelSpec {
  /** Samples that may be under way between `forward` and `update` at once; default 16. */
  readonly tapes?: number
  /** Which arithmetic runs it; default SIMD where there is WebAssembly, else its bit-identical twin. */
  readonly kernels?: MachineKind
  /** Definitions of layers of your own, for a spec that came as JSON. */
  readonly definitions?: Readonly<Record<string, LayerDefinition>>
}

/** A parameter's place in the flat vector: rows of the last axis, each padded with zeros to a multiple of four. */
export interface LayoutEntry {
  readonly name: string
  readonly shape: readonly number[]
  readonly offset: number
}

const shapeOf = (shape: Shape): readonly number[] => (typeof shape === 'number' ? [shape] : shape)

function portsOf(input: ModelSpec['input']): Port[] {
  const ports =
    typeof input === 'number' || Array.isArray(input)
      ? [{ name: 'x', shape: shapeOf(input as Shape) }]
      : Object.entries(input as Readonly<Record<string, Shape>>).map(([name, shape]) => ({
          name,
          shape: shapeOf(shape),
        }))
  for (const { name, shape } of ports) {
    if (shape.length === 0 || shape.some((size) => !Number.isInteger(size) || size < 1)) {
      throw new EddyError(
        'ERR_OPTION',
        `createModel: the input '${name}' must have whole sizes of at least 1, got [${shape.join(', ')}]`,
      )
    }
  }
  return ports
}

/**
 * Builds a model: traces its layers once, plans them once into fixed memory, and starts its parameters from the seed.
 *
 * @throws {EddyError} ERR_SHAPE if the layers don't fit, ERR_LAYER for an unknown layer, ERR_OPTION for bad options
 */
export function createModel(options: ModelOptions): Model {
  return new Model(options)
}

/** A network with parameters. Reading and predicting change nothing; operators train it. */
export class Model {
  readonly spec: ModelSpec
  /** Lengths of one sample. */
  readonly inputLength: number
  readonly outputLength: number
  readonly outputShape: readonly number[]
  /** Samples set aside by the operators. */
  readonly rejections: Rejections = new Rejections()
  /** Steps taken. */
  steps = 0
  private readonly engine: Engine
  private readonly network: Network
  private readonly ports: readonly Port[]

  constructor({ input, layers, seed = 0, tapes = 16, kernels, definitions = {} }: ModelOptions) {
    if (!Number.isInteger(tapes) || tapes < 1)
      throw new EddyError('ERR_OPTION', `createModel: \`tapes\` must be a whole number of at least 1, got ${tapes}`)
    if (!Array.isArray(layers) || layers.length === 0)
      throw new EddyError('ERR_OPTION', 'createModel: `layers` must be a list of at least one layer')
    this.ports = portsOf(input)
    const specs = layers.map(toSpec)
    this.spec = { input, layers: specs, seed }
    this.network = traceNetwork(
      this.ports.map(({ shape }) => shape),
      ({ op, inputs, training, parameter }) => {
        const value = startValue(inputs, this.ports)
        return joined(op, traceLayers(specs, value, { op, training, parameter, definitions, scope: '' }))
      },
    )
    this.engine = new Engine(this.network, { kernels, tapes, seed })
    this.inputLength = this.ports.reduce((sum, { shape }) => sum + elements(shape), 0)
    this.outputShape = this.network.output.shape
    this.outputLength = elements(this.outputShape)
  }

  /** The flat parameter vector, live. Read it anew each time: attaching an optimizer or a batch size moves it. */
  get parameters(): Float32Array | Float64Array {
    return this.engine.machine.data.subarray(0, this.engine.layout.parametersLength)
  }

  /** Where each parameter is in the flat vector. */
  get layout(): readonly LayoutEntry[] {
    return this.network.parameters.map(({ name, shape }, index) => ({
      name,
      shape,
      offset: this.engine.layout.offsets[index] ?? 0,
    }))
  }

  /** The arithmetic in use. */
  get kernels(): MachineKind {
    return this.engine.machine.kind
  }

  /**
   * The output for one sample; a copy, and without any effect on the model.
   *
   * @throws {EddyError} if `x` has a wrong length, or a value that is not a finite number
   */
  predict(x: ModelInput): Float32Array | Float64Array {
    const { program, address } = this.engine.layout.prediction
    const { inputs, output } = this.network.prediction
    const status =
      writeInput(this.engine, inputs, this.ports, this.engine.layout.prediction.inputs, x) ??
      this.engine.run(program, 0)
    const fault = isFault(status) ? status : status === 0 ? undefined : faultOf(status, x, this.ports)
    if (fault) throw new EddyError(fault.code, `predict: ${fault.reason}`)
    return this.engine.readRows(address(output), output.shape)
  }

  /** What is wrong with an input, if anything; runs nothing. */
  check(x: ModelInput): Fault | undefined {
    const { inputs } = this.network.prediction
    const fault = writeInput(this.engine, inputs, this.ports, this.engine.layout.prediction.inputs, x)
    if (fault) return fault
    const found = faultOf(STATUS_INPUT, x, this.ports)
    return found.index === undefined ? undefined : found
  }

  /** Starts a pass of one sample: runs forward and keeps what the way back needs. */
  begin(x: ModelInput): Pass | Fault {
    const plan = this.engine.plan(0)
    const slot = this.engine.acquire(0)
    const offset = this.engine.offset(slot)
    const { inputs } = this.network
    const fault = writeInput(this.engine, inputs, this.ports, this.engine.inputAddresses(0), x, offset)
    const status = fault ? 0 : this.engine.run(plan.forward, offset)
    if (!fault && status === 0) return new Pass(this.engine, slot, 1)
    this.engine.release(slot)
    return fault ?? faultOf(status, x, this.ports)
  }

  /** Starts a pass of several samples that make one step together. */
  beginBatch(xs: readonly ModelInput[]): Pass | Fault {
    const position = this.engine.planFor(xs.length)
    const slot = this.engine.acquire(position)
    const plan = this.engine.plan(position)
    const offset = this.engine.offset(slot)
    const { inputs } = this.network
    for (let at = 0; at < xs.length; at++) {
      const x = xs[at] ?? []
      const addresses = inputs.map((input) => plan.address(input) + offset + at * this.engine.copyLength(input))
      const fault = writeInput(this.engine, inputs, this.ports, addresses, x)
      if (fault) {
        this.engine.release(slot)
        return fault
      }
    }
    const status = this.engine.run(plan.forward, offset)
    if (status === 0) return new Pass(this.engine, slot, xs.length)
    this.engine.release(slot)
    return (
      xs.map((x) => faultOf(status, x, this.ports)).find(({ index }) => index !== undefined) ??
      faultOf(status, xs[0] ?? [], this.ports)
    )
  }

  /** The loss of the sample that `train` saw last. */
  lastLoss: number = Number.NaN

  /**
   * The four parts of a step at once, for one sample: the same programs in the same order as the operators run them,
   * without a record in between.
   *
   * @returns the output before the update, a copy; or what was wrong, nothing having been learned
   */
  train(
    x: ModelInput,
    loss: number,
    kind: PassLoss['target'],
    target: ModelTarget,
    weight: number,
    optimizer: number,
  ): Float32Array | Float64Array | Fault {
    const pass = this.begin(x)
    if (isFault(pass)) return pass
    const output = pass.output()
    const value = pass.loss(loss, kind, target, weight)
    if (isFault(value)) {
      pass.release()
      return value
    }
    this.lastLoss = value
    pass.backward()
    const fault = pass.update(optimizer)
    if (fault) return fault
    this.steps += 1
    return output
  }

  /** The position of an optimizer for `train`. */
  attachRules(rules: readonly Rule[]): number {
    return this.engine.attachRules(rules)
  }

  /** Takes over what another model learned, optimizer state included: parameters of one name, row by row; new rows start at zero. */
  adopt(other: Model): void {
    this.engine.adopt(other.engine)
    this.steps = other.steps
  }

  /** The position of a loss for `Pass.loss`, traced onto this model on first use. */
  attachLoss({ name, settings, trace }: PassLoss): number {
    return this.engine.attachLoss({ key: `${name}${JSON.stringify(settings)}`, trace })
  }
}

function startValue(inputs: readonly Tensor[], ports: readonly Port[]): Value {
  const [first] = inputs
  if (inputs.length === 1 && ports[0]?.name === 'x' && first) return first
  return Object.fromEntries(
    ports
      .map(({ name }, index) => [name, inputs[index]] as const)
      .filter((entry): entry is [string, Tensor] => entry[1] !== undefined),
  )
}

const isTensor = (value: Value): value is Tensor => 'id' in value && 'shape' in value && typeof value.id === 'number'

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
  readonly definitions: Readonly<Record<string, LayerDefinition>>
  readonly scope: string
}

/** Traces layers one after the other; parameters are named by the way to their layer: '0.dense.weight'. */
function traceLayers(layers: readonly unknown[], start: Value, scope: TraceScope): Value {
  return layers.reduce<Value>((value, layer, position) => {
    const spec = toSpec(layer)
    const define = spec[definition] ?? scope.definitions[spec.type] ?? builtinLayers[spec.type]
    const place = `${scope.scope}${position}.${spec.type}`
    if (!define) {
      throw new EddyError(
        'ERR_LAYER',
        `layer ${place}: unknown type '${spec.type}'. Pass its definition: createModel(spec, { definitions: { '${spec.type}': ... } })`,
      )
    }
    return traceLayer(define, spec, place, value, scope)
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
    throw new EddyError(error.code, `layer ${place}: ${error.message}`)
  }
}

import { Op, stride, Unary } from '../../kernels/isa.js'
import type { Assembler } from './assembler.js'
import { needed } from '../tracing/gradient.js'
import { foldedOuterProducts, lower, placeTables, type Places } from './lower.js'
import type { Network } from '../tracing/network.js'
import { columnsOf, type Node, rowsOf, storage } from '../tracing/node.js'

/** A loss traced onto a network's graph. */
export interface TracedLoss {
  readonly target: Node
  readonly weight: Node
  readonly value: Node
  readonly gradient: Node
  readonly nodes: readonly Node[]
}

/** Where a parameter's gradient is: two factors of an outer product, or a tensor (b < 0). */
export interface GradientSource {
  readonly parameter: number
  readonly w: number
  readonly a: number
  readonly b: number
  readonly rows: number
  readonly cols: number
}

/** Programs and addresses for passes of `batch` samples. Slot s adds s * slotLength to tape addresses. */
export interface Plan {
  readonly batch: number
  readonly slots: number
  readonly slotLength: number
  readonly address: (node: Node) => number
  readonly inputs: readonly number[]
  readonly sources: readonly GradientSource[]
  readonly forward: number
  readonly backward: number
  readonly inputBackward: number
  readonly norms: number
  readonly materialise: number
  readonly losses: readonly number[]
}

/** Areas of a machine that plans share. */
export interface Areas {
  readonly parameterAddress: (index: number) => number
  readonly constant: (values: readonly number[], shape: readonly number[]) => number
  readonly scalar: (value: number) => number
  readonly norms: number
  readonly gradients: number
  readonly randomState: number
}

/** Status of FINITE: what was not finite. */
export const STATUS_INPUT = 1
export const STATUS_LOSS = 2

/** Assigns tape addresses in order of creation; aliases share their operand's. */
class Tape {
  length = 0
  /** By node number. */
  private readonly placed: number[] = []
  private readonly scales: number[] = []
  private readonly base: number
  private readonly batch: number
  private readonly areas: Areas

  constructor(base: number, batch: number, areas: Areas) {
    this.base = base
    this.batch = batch
    this.areas = areas
  }

  private take(length: number): number {
    const at = this.base + this.length
    this.length += length
    return at
  }

  private sharesOperand(node: Node): boolean {
    const { kind } = node.primitive
    return kind === 'alias' || kind === 'stop' || (kind === 'batchSum' && this.batch === 1)
  }

  place(nodes: readonly Node[]): void {
    const folded = foldedOuterProducts(nodes, this.batch)
    for (const node of nodes) {
      const { primitive, operands } = node
      const [operand] = operands
      if (primitive.kind === 'parameter') this.placed[node.id] = this.areas.parameterAddress(primitive.index)
      else if (primitive.kind === 'constant') this.placed[node.id] = this.areas.constant(primitive.values, node.shape)
      else if (this.sharesOperand(node) && operand) this.placed[node.id] = this.address(operand)
      else if (!folded.has(node))
        this.placed[node.id] = this.take(storage(node.shape) * (node.batched ? this.batch : 1))
      else this.placed[node.id] = -1
      if (primitive.kind === 'normalize') this.scales[node.id] = this.take(rowsOf(node.shape) * 4 * this.batch)
    }
  }

  readonly address = (node: Node): number => this.placed[node.id] ?? -1

  readonly places = (): Places => ({
    batch: this.batch,
    address: this.address,
    scale: (node) => this.scales[node.id] ?? -1,
    scalar: this.areas.scalar,
    randomState: this.areas.randomState,
  })
}

/** Plans passes of `batch` samples over a network, with its tape starting at `base`. */
export function planPasses(
  assembler: Assembler,
  network: Network,
  losses: readonly TracedLoss[],
  areas: Areas,
  { batch, slots, base }: { readonly batch: number; readonly slots: number; readonly base: number },
): Plan {
  const { graph, output, forwardEnd, cotangent } = network
  const tape = new Tape(base, batch, areas)
  tape.place(graph.nodes)
  placeTables(assembler, graph.nodes)
  const program = (nodes: readonly Node[], after?: () => void): number =>
    assembler.program(() => {
      lower(assembler, nodes, tape.places())
      after?.()
    })
  const sources = gradientSources(network, batch, areas, tape.address)
  const roots = network.parameterGradients.flatMap((gradient) => {
    if (gradient === undefined) return []
    const source = summand(gradient, batch)
    return factored(source, batch) ? source.operands : [source]
  })
  const backwardNodes = needed(roots, forwardEnd)
  const done = new Set(backwardNodes)
  const inputRoots = network.inputGradients.filter((gradient) => gradient !== undefined)
  const forwardNodes = needed([output], 0)
  const seed = storage(cotangent.shape) * batch
  return {
    batch,
    slots,
    slotLength: tape.length,
    address: tape.address,
    sources,
    inputs: network.inputs.map(tape.address),
    forward: assembler.program(() => {
      for (const input of network.inputs) {
        assembler.emit(Op.FINITE, tape.address(input), storage(input.shape) * batch, STATUS_INPUT)
      }
      lower(assembler, forwardNodes, tape.places())
    }),
    backward: program(backwardNodes),
    inputBackward: program(needed(inputRoots, forwardEnd).filter((node) => !done.has(node))),
    norms: assembler.program(() => {
      for (const { parameter, a, b, rows, cols } of sources) {
        assembler.emit(Op.NORM, areas.norms + parameter, a, b, rows, cols)
      }
    }),
    materialise: assembler.program(() => materialise(assembler, sources, areas.gradients)),
    losses: losses.map((loss) =>
      program(loss.nodes, () => {
        assembler.emit(Op.UNARY, Unary.COPY, tape.address(cotangent), tape.address(loss.gradient), 1, seed)
        assembler.emit(Op.FINITE, tape.address(loss.value), 4 * batch, STATUS_LOSS)
      }),
    ),
  }
}

/** A dense layer's gradient at batch one: an outer product of two vectors, kept as its factors. */
function factored(gradient: Node, batch: number): boolean {
  const [a, b] = gradient.operands
  return (
    batch === 1 &&
    gradient.primitive.kind === 'tn' &&
    a !== undefined &&
    b !== undefined &&
    rowsOf(a.shape) === 1 &&
    rowsOf(b.shape) === 1
  )
}

/** Looks through the sum over a batch of one. */
const summand = (gradient: Node, batch: number): Node => {
  const [operand] = gradient.operands
  return batch === 1 && gradient.primitive.kind === 'batchSum' && operand ? summand(operand, batch) : gradient
}

function gradientSources(
  network: Network,
  batch: number,
  areas: Areas,
  address: (node: Node) => number,
): GradientSource[] {
  return network.parameterGradients.flatMap((found, parameter) => {
    const shape = network.parameters[parameter]?.shape ?? []
    if (!found) return []
    const gradient = summand(found, batch)
    const [delta, x] = gradient.operands
    const place = { parameter, w: areas.parameterAddress(parameter), rows: rowsOf(shape), cols: columnsOf(shape) }
    return factored(gradient, batch) && delta && x
      ? [{ ...place, a: address(delta), b: address(x) }]
      : [{ ...place, a: address(gradient), b: -1 }]
  })
}

/** Writes every gradient out, in the layout of the parameters, where somebody asked to see it. */
function materialise(assembler: Assembler, sources: readonly GradientSource[], gradients: number): void {
  for (const { w, a, b, rows, cols } of sources) {
    if (b < 0) assembler.emit(Op.UNARY, Unary.COPY, gradients + w, a, 1, rows * stride(cols))
    else assembler.emit(Op.TN, gradients + w, a, b, 1, rows, cols, 0)
  }
}

/** Plans prediction: its own few addresses, outside the tapes, so that it disturbs nothing. */
export function planPrediction(
  assembler: Assembler,
  network: Network,
  areas: Areas,
  base: number,
): {
  readonly program: number
  readonly length: number
  readonly address: (node: Node) => number
  readonly inputs: readonly number[]
} {
  const { graph, output } = network.prediction
  const tape = new Tape(base, 1, areas)
  tape.place(graph.nodes)
  placeTables(assembler, graph.nodes)
  const program = assembler.program(() => {
    for (const input of network.prediction.inputs) {
      assembler.emit(Op.FINITE, tape.address(input), storage(input.shape), STATUS_INPUT)
    }
    lower(assembler, needed([output], 0), tape.places())
  })
  return { program, length: tape.length, address: tape.address, inputs: network.prediction.inputs.map(tape.address) }
}

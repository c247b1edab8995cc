import { Op, stride, Unary } from '../../kernels/isa.js'
import type { Assembler } from './assembler.js'
import { needed } from '../tracing/gradient.js'
import { lower, placeTables } from './lower.js'
import { fusedSums } from './fusedSums.js'
import type { Network } from '../tracing/network.js'
import { columnsOf, type Node, rowsOf, storage } from '../tracing/node.js'
import { type Areas, Tape } from './tape.js'

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

/** Where the states of a pass are: before the sample one after the other, after it each somewhere. */
export interface StateAddresses {
  readonly before: number
  readonly after: readonly number[]
}

/** Programs and addresses for passes of `batch` samples. Slot s adds s * slotLength to tape addresses. */
export interface Plan {
  readonly batch: number
  readonly slots: number
  readonly slotLength: number
  readonly address: (node: Node) => number
  readonly inputs: readonly number[]
  readonly states: StateAddresses
  readonly sources: readonly GradientSource[]
  readonly forward: number
  /** Only what moves the states on. */
  readonly advance: number
  readonly backward: number
  readonly inputBackward: number
  readonly norms: number
  readonly materialise: number
  readonly losses: readonly number[]
}

/** Status of FINITE: what was not finite. */
export const STATUS_INPUT = 1
export const STATUS_LOSS = 2
export const STATUS_STATE = 4

/** Plans passes of `batch` samples over a network, with its tape starting at `base`. */
export function planPasses(
  assembler: Assembler,
  network: Network,
  losses: readonly TracedLoss[],
  areas: Areas,
  { batch, slots, base }: { readonly batch: number; readonly slots: number; readonly base: number },
): Plan {
  const { graph, output, forwardEnd, cotangent, states } = network
  const tape = new Tape(base, batch, areas, fusedSums(graph.nodes, batch, readFrom(network)))
  tape.place(states.map(({ before }) => before))
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
  const moved = states.map(({ after }) => after)
  const checked = (roots: readonly Node[]): number =>
    assembler.program(() => {
      for (const input of network.inputs) {
        assembler.emit(Op.FINITE, tape.address(input), storage(input.shape) * batch, STATUS_INPUT)
      }
      lower(assembler, needed(roots, 0), tape.places())
      for (const after of moved) assembler.emit(Op.FINITE, tape.address(after), storage(after.shape), STATUS_STATE)
    })
  const seed = storage(cotangent.shape) * batch
  return {
    batch,
    slots,
    slotLength: tape.length,
    address: tape.address,
    sources,
    inputs: network.inputs.map(tape.address),
    states: { before: base, after: moved.map(tape.address) },
    forward: checked([output, ...moved]),
    advance: states.length > 0 ? checked(moved) : -1,
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

/** What is read besides the operands of other nodes. */
const readFrom = ({ output, states, parameterGradients, inputGradients }: Network): readonly Node[] => [
  output,
  ...states.map(({ after }) => after),
  ...[...parameterGradients, ...inputGradients].filter((gradient) => gradient !== undefined),
]

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
  readonly states: number
} {
  const { graph, output, states } = network.prediction
  const tape = new Tape(base, 1, areas, fusedSums(graph.nodes, 1, [output]))
  tape.place(states)
  tape.place(graph.nodes)
  placeTables(assembler, graph.nodes)
  const program = assembler.program(() => {
    for (const input of network.prediction.inputs) {
      assembler.emit(Op.FINITE, tape.address(input), storage(input.shape), STATUS_INPUT)
    }
    lower(assembler, needed([output], 0), tape.places())
  })
  const inputs = network.prediction.inputs.map(tape.address)
  return { program, length: tape.length, address: tape.address, inputs, states: base }
}

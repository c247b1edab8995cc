import { EddyError } from '../../error.js'
import { same } from '../../described.js'
import { reverse } from './gradient.js'
import { Graph } from './graph.js'
import { type Node, sameShape } from './node.js'
import { sameNodes } from './sameNodes.js'
import { type NetworkState, StateDeclarations } from './states.js'
import type { Initializer, Ops, Tensor } from './trace.js'

/** A parameter: its name in the layout, its shape and how it starts. */
export interface Parameter {
  readonly name: string
  readonly shape: readonly number[]
  readonly start: Initializer
}

/** What a traced network is made of: the graph of one pass, forward and backward. */
export interface Network {
  readonly parameters: readonly Parameter[]
  readonly graph: Graph
  readonly inputs: readonly Node[]
  readonly output: Node
  /** Nodes up to this number are the forward pass. */
  readonly forwardEnd: number
  readonly cotangent: Node
  /** Per parameter; undefined where the output does not depend on it. */
  readonly parameterGradients: readonly (Node | undefined)[]
  readonly inputGradients: readonly (Node | undefined)[]
  /** What is kept from sample to sample, in order of declaration. */
  readonly states: readonly NetworkState[]
  readonly prediction: {
    readonly graph: Graph
    readonly inputs: readonly Node[]
    readonly output: Node
    /** As in `states` of the network: what each was before. */
    readonly states: readonly Node[]
  }
  /** Whether a training pass computes another output than a prediction does, as with dropout. */
  readonly noisy: boolean
}

/** Traces the layers. Called once for training and once for prediction; must declare the same parameters. */
export type TraceNetwork = (trace: {
  readonly op: Ops
  readonly inputs: readonly Tensor[]
  readonly training: boolean
  readonly parameter: (name: string, shape: readonly number[], start: Initializer) => Tensor
  readonly state: (name: string, shape: readonly number[]) => Tensor
  readonly next: (state: Tensor, value: Tensor) => void
}) => Tensor

/** Traces a network and derives its backward graph. */
export function traceNetwork(inputShapes: readonly (readonly number[])[], trace: TraceNetwork): Network {
  const parameters: Parameter[] = []
  const forward = (training: boolean) => {
    const graph = new Graph()
    const inputs = inputShapes.map((shape) => graph.node({ kind: 'input' }, shape, [], true))
    const nodes = new Map<string, Node>()
    const states = new StateDeclarations(graph)
    const parameter = (name: string, shape: readonly number[], start: Initializer): Node => {
      const known = nodes.get(name)
      if (known && !sameShape(known.shape, shape)) {
        throw new EddyError(
          'ERR_SHAPE',
          `the parameter ${name} has shape [${known.shape.join(', ')}] and is wanted as [${shape.join(', ')}]; shared weights have one shape`,
        )
      }
      let index = parameters.findIndex((declared) => declared.name === name)
      if (known) {
        checkStart(name, parameters[index]?.start, start)
        return known
      }
      if (index < 0) index = parameters.push({ name, shape, start }) - 1
      const node = graph.node({ kind: 'parameter', index }, shape, [], false)
      nodes.set(name, node)
      return node
    }
    const { declare: state, advance: next } = states
    const traced = graph.find(trace({ op: graph, inputs, training, parameter, state, next }))
    if (traced.batched) return { graph, inputs, output: traced, nodes, declared: states }
    throw new EddyError('ERR_SHAPE', 'the output does not depend on the input: the last layer must use its x')
  }
  const prediction = forward(false)
  const { graph, inputs, output, nodes, declared } = forward(true)
  const states = declared.all()
  const forwardEnd = graph.nodes.length
  const noisy = !sameNodes(prediction.graph.nodes, graph.nodes)
  const cotangent = graph.node({ kind: 'cotangent' }, output.shape, [], true)
  const gradients = reverse(graph, new Map([[output, cotangent]]))
  return {
    parameters,
    graph,
    inputs,
    output,
    forwardEnd,
    cotangent,
    states,
    noisy,
    prediction: { ...prediction, states: states.map(({ name, shape }) => prediction.declared.find(name, shape)) },
    parameterGradients: parameters.map(({ name }) => gradients.get(nodes.get(name) ?? output)),
    inputGradients: inputs.map((input) => gradients.get(input)),
  }
}

/** Two places of one parameter start it once: where both say how, they must say the same. Functions can't be compared. */
function checkStart(name: string, first: Initializer | undefined, second: Initializer): void {
  if (!first || !isNamed(first) || !isNamed(second) || same(first, second)) return
  throw new EddyError(
    'ERR_OPTION',
    `the parameter ${name} is shared, and starts in two ways: ${JSON.stringify(first)} and ${JSON.stringify(second)}; give both places the same layers`,
  )
}

const isNamed = (start: Initializer): boolean => 'type' in start

import type { Network } from './network.js'
import { type Node, rowsOf } from './node.js'

/** Hidden units between two dense layers. Numbers are positions among the network's parameters; -1: there is none. */
export interface HiddenLayer {
  /** What the next layer reads: the units' activations, the last axis counting the units. */
  readonly activation: Node
  readonly weight: number
  readonly bias: number
  readonly nextWeight: number
  readonly nextBias: number
}

const elementwise = new Set(['unary', 'binary', 'select', 'alias', 'stop', 'mask', 'normalize'])

const parameterOf = (node: Node | undefined): number =>
  node?.primitive.kind === 'parameter' ? node.primitive.index : -1

/** The one dense layer that everything in `node` comes from, unit by unit. */
function originOf(node: Node | undefined): Node | undefined {
  if (!node?.batched) return undefined
  if (node.primitive.kind === 'nt') return node
  if (!elementwise.has(node.primitive.kind)) return undefined
  const origins = new Set(node.operands.filter(({ batched }) => batched).map(originOf))
  const [origin] = origins
  return origins.size === 1 ? origin : undefined
}

/**
 * The hidden layers whose units have weights of their own on both sides: a dense layer, what is done to each of its
 * outputs, and the one dense layer that reads them. Shared weights, and units that something else reads too, are left out.
 */
export function hiddenLayers({ graph, forwardEnd }: Network): readonly HiddenLayer[] {
  const forward = graph.nodes.slice(0, forwardEnd)
  const dense = forward.filter((node) => node.primitive.kind === 'nt')
  const users = (used: Node): number => forward.filter(({ operands }) => operands.includes(used)).length
  return dense.flatMap((next): HiddenLayer[] => {
    const [activation, nextWeight, nextBias] = next.operands
    const origin = originOf(activation)
    const [, weight, bias] = origin?.operands ?? []
    if (!activation || !origin || !weight || !nextWeight) return []
    const alone = [activation, weight, nextWeight].every((node) => users(node) === 1)
    const layer = {
      activation,
      weight: parameterOf(weight),
      bias: parameterOf(bias),
      nextWeight: parameterOf(nextWeight),
      nextBias: parameterOf(nextBias),
    }
    const whole = layer.weight >= 0 && layer.nextWeight >= 0 && rowsOf(nextWeight.shape) > 0
    return alone && whole && dense.filter((each) => originOf(each.operands[0]) === origin).length === 1 ? [layer] : []
  })
}

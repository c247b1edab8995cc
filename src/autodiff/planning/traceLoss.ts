import { describeValue } from '../../describeValue.js'
import { EddyError } from '../../error.js'
import { messageOf } from '../../unreadable.js'
import { isTensor, type Tensor } from '../tracing/trace.js'
import { needed, reverse } from '../tracing/gradient.js'
import type { Network } from '../tracing/network.js'
import { elements, type Node, sameShape } from '../tracing/node.js'
import { same } from '../../described.js'
import type { Loss } from './loss.js'
import type { TracedLoss } from './plan.js'

/**
 * Traces a loss onto a network's graph, and its gradient in the network's output.
 *
 * @throws {EddyError} ERR_LOSS if it isn't one number, or does not depend on the prediction
 */
export function traceLoss({ graph, output }: Network, { name, trace }: Loss): TracedLoss {
  const first = graph.nodes.length
  const target = graph.node({ kind: 'target' }, output.shape, [], true)
  const weight = graph.node({ kind: 'weight' }, [1], [], true)
  const value = graph.find(traced(name, () => trace({ prediction: output, target, op: graph })))
  if (elements(value.shape) !== 1) {
    throw new EddyError(
      'ERR_LOSS',
      `${name}: a loss must be one number, got shape [${value.shape.join(', ')}]; sum or average it`,
    )
  }
  const gradient = reverse(graph, new Map([[value, weight]]), first).get(output)
  if (!gradient) throw new EddyError('ERR_LOSS', `${name}: the loss does not depend on the prediction`)
  return { target, weight, value, gradient, nodes: needed([value, gradient], first) }
}

/** What the trace of a loss returns, which is perhaps one of your own. */
function traced(name: string, trace: () => unknown): Tensor {
  let value: unknown
  try {
    value = trace()
  } catch (error) {
    if (error instanceof EddyError) throw error
    throw new EddyError('ERR_LOSS', `${name}: the trace of the loss throws: ${messageOf(error)}`, { cause: error })
  }
  if (isTensor(value)) return value
  throw new EddyError('ERR_LOSS', `${name}: the trace of a loss must return a tensor, got ${describeValue(value)}`)
}

/** Whether two losses were traced to the same operations, so that they compute the same numbers. */
export function sameTrace(a: TracedLoss, b: TracedLoss): boolean {
  const shift = b.target.id - a.target.id
  const sameNode = (left: Node, right: Node): boolean =>
    right.id - left.id === (left.id < a.target.id ? 0 : shift) &&
    same(left.primitive, right.primitive) &&
    sameShape(left.shape, right.shape)
  const sameOperands = (left: Node, right: Node): boolean =>
    left.operands.length === right.operands.length &&
    left.operands.every((operand, at) => {
      const other = right.operands[at]
      return other !== undefined && sameNode(operand, other)
    })
  return (
    a.nodes.length === b.nodes.length &&
    a.nodes.every((node, at) => {
      const other = b.nodes[at]
      return other !== undefined && sameNode(node, other) && sameOperands(node, other)
    }) &&
    sameNode(a.value, b.value) &&
    sameNode(a.gradient, b.gradient)
  )
}

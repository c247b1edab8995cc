import { EddyError } from '../../error.js'
import { needed, reverse } from '../tracing/gradient.js'
import type { Network } from '../tracing/network.js'
import { elements } from '../tracing/node.js'
import type { Ops, Tensor } from '../tracing/trace.js'
import type { TracedLoss } from './plan.js'

/** A loss as the engine sees it: how to trace it, and a name under which the traced form is kept. */
export interface LossTrace {
  readonly key: string
  readonly trace: (trace: { readonly prediction: Tensor; readonly target: Tensor; readonly op: Ops }) => Tensor
}

/**
 * Traces a loss onto a network's graph, and its gradient in the network's output.
 *
 * @throws {EddyError} ERR_LOSS if it isn't one number, or does not depend on the prediction
 */
export function traceLoss({ graph, output }: Network, { key, trace }: LossTrace): TracedLoss {
  const first = graph.nodes.length
  const target = graph.node({ kind: 'target' }, output.shape, [], true)
  const weight = graph.node({ kind: 'weight' }, [1], [], true)
  const value = graph.find(trace({ prediction: output, target, op: graph }))
  if (elements(value.shape) !== 1) {
    throw new EddyError(
      'ERR_LOSS',
      `${key}: a loss must be one number, got shape [${value.shape.join(', ')}]; sum or average it`,
    )
  }
  const gradient = reverse(graph, new Map([[value, weight]]), first).get(output)
  if (!gradient) throw new EddyError('ERR_LOSS', `${key}: the loss does not depend on the prediction`)
  return { target, weight, value, gradient, nodes: needed([value, gradient], first) }
}

import { Binary } from '../../kernels/isa.js'
import { type Node, rowsOf, sameShape } from '../tracing/node.js'

/*
 * The gradient of a weight that stands at many steps of time is a sum of outer products, one per step. Each is added
 * where the sum so far stands, instead of being written down and added afterwards: the same bits, a third of the memory
 * traffic, and one matrix instead of two for each step.
 */

/** Sums that are taken in place, each with the product that is added; and the nodes that are not computed apart. */
export interface FusedSums {
  readonly products: ReadonlyMap<Node, Node>
  readonly skipped: ReadonlySet<Node>
}

const nothing: FusedSums = { products: new Map(), skipped: new Set() }

/** Finds them in the nodes of a graph. `kept`: nodes whose values are read from outside, as they are. */
export function fusedSums(nodes: readonly Node[], batch: number, kept: readonly Node[]): FusedSums {
  if (batch > 1) return nothing
  const uses = new Map<Node, number>()
  const use = (node: Node): void => {
    uses.set(node, (uses.get(node) ?? 0) + 1)
  }
  kept.forEach(use)
  for (const { operands } of nodes) operands.forEach(use)
  const products = new Map<Node, Node>()
  const skipped = new Set<Node>()
  const once = (node: Node | undefined): node is Node => node !== undefined && uses.get(node) === 1
  for (const node of nodes) {
    const [sum, added] = node.operands
    if (!isAdd(node) || !once(sum) || !once(added) || !sameShape(sum.shape, added.shape)) continue
    const product = outerProduct(added, once)
    if (!product || !(products.has(sum) || outerProduct(sum, once))) continue
    products.set(node, product)
    skipped.add(added).add(product)
  }
  return { products, skipped }
}

const isAdd = ({ primitive }: Node): boolean => primitive.kind === 'binary' && primitive.fn === Binary.ADD

/** The outer product of two vectors behind the sum over a batch of one. */
function outerProduct({ primitive, operands }: Node, once: (node: Node | undefined) => node is Node): Node | undefined {
  const [product] = operands
  if (primitive.kind !== 'batchSum' || !once(product) || product.primitive.kind !== 'tn') return undefined
  return product.operands.every(({ shape }) => rowsOf(shape) === 1) ? product : undefined
}

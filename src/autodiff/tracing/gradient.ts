import { Binary, Reduce, Unary } from '../../kernels/isa.js'
import type { Graph } from './graph.js'
import { columnsOf, type Node, reading, rowsOf, sameShape } from './node.js'

type Products = readonly (readonly [operand: Node | undefined, gradient: Node])[]

/**
 * Reverse-mode accumulation (Linnainmaa 1970; AUTODIFF section 1): one walk over the nodes in reverse order of
 * creation, each visited once, adding what each operand receives. New nodes are recorded in the same graph.
 *
 * @param seeds gradients of the outputs, by node
 * @param downTo the walk ends at this node number: 0 for a whole network
 * @returns the gradient of every node that has one, by node
 */
export function reverse(graph: Graph, seeds: ReadonlyMap<Node, Node>, downTo = 0): Map<Node, Node> {
  const gradients = new Map(seeds)
  const last = Math.max(...[...seeds.keys()].map((node) => node.id))
  for (let id = last; id >= downTo; id--) {
    const node = graph.nodes[id]
    const gradient = node && gradients.get(node)
    if (!node || !gradient) continue
    for (const [operand, product] of vectorJacobian(graph, node, gradient)) {
      if (operand && operand.primitive.kind !== 'constant') accumulate(graph, gradients, operand, product)
    }
  }
  return gradients
}

function accumulate(graph: Graph, gradients: Map<Node, Node>, operand: Node, product: Node): void {
  const fitted = reduceTo(graph, product, operand.shape)
  const summed =
    fitted.batched && !operand.batched ? graph.node({ kind: 'batchSum' }, fitted.shape, [fitted], false) : fitted
  const known = gradients.get(operand)
  gradients.set(operand, known ? graph.add(known, summed) : summed)
}

/** Sums a gradient over the axes its operand was broadcast along. */
function reduceTo(graph: Graph, gradient: Node, shape: readonly number[]): Node {
  if (sameShape(gradient.shape, shape)) return gradient
  switch (reading(shape, gradient.shape)) {
    case 'full':
      return graph.reshape(gradient, shape) as Node
    case 'scalar':
      return graph.reshape(graph.sum(gradient), shape) as Node
    case 'row':
      return graph.reshape(graph.columns(gradient), shape) as Node
    case 'column':
      return graph.reshape(graph.reduce(Reduce.SUM, gradient), shape) as Node
    default:
      throw new Error('unreachable: expanded operands have the full shape')
  }
}

/** The vector-Jacobian products of one node: the table of AUTODIFF section 3. */
function vectorJacobian(graph: Graph, node: Node, g: Node): Products {
  const [a, b, c] = node.operands
  const { primitive } = node
  if (!a) return []
  switch (primitive.kind) {
    case 'unary':
      return unaryProduct(graph, primitive.fn, a, node, g)
    case 'binary':
      return b ? binaryProduct(graph, primitive.fn, a, b, node, g) : []
    case 'select':
      return [
        [b, graph.select(a, g, 0)],
        [c, graph.select(a, 0, g)],
      ]
    case 'alias':
      return [[a, graph.reshape(g, a.shape)]]
    case 'nt':
      return b ? linearProduct(graph, a, b, c, g) : []
    case 'nn':
      return b
        ? [
            [a, product(graph, 'nt', a.shape, g, b)],
            [b, product(graph, 'tn', b.shape, a, g)],
          ]
        : []
    case 'tn':
      return b
        ? [
            [a, product(graph, 'nt', a.shape, b, g)],
            [b, product(graph, 'nn', b.shape, a, g)],
          ]
        : []
    case 'reduce':
      return [
        [
          a,
          primitive.fn === Reduce.SUM
            ? graph.expand(g, a.shape)
            : graph.mul(graph.node({ kind: 'firstMax' }, a.shape, [a]), g),
        ],
      ]
    case 'columns':
      return [[a, graph.expand(g, a.shape)]]
    case 'batchSum':
      return [[a, g]]
    case 'softmax':
      return [[a, graph.node({ kind: 'softmaxGrad' }, a.shape, [g, node])]]
    case 'normalize':
      return [[a, graph.node({ ...primitive, kind: 'normalizeGrad' }, a.shape, [g, node])]]
    case 'take':
      return [[a, graph.node({ kind: 'scatter', table: primitive.table }, a.shape, [g])]]
    case 'scatter':
      return [[a, graph.node({ kind: 'take', table: primitive.table }, a.shape, [g])]]
    case 'gatherRows':
      return b ? [[a, graph.node({ kind: 'scatterRows' }, a.shape, [g, b])]] : []
    default:
      return []
  }
}

function product(graph: Graph, kind: 'nt' | 'nn' | 'tn', shape: readonly number[], a: Node, b: Node): Node {
  return graph.node({ kind }, shape, [a, b])
}

function linearProduct(graph: Graph, x: Node, weight: Node, bias: Node | undefined, g: Node): Products {
  const products: [Node, Node][] = [
    [x, product(graph, 'nn', x.shape, g, weight)],
    [weight, product(graph, 'tn', weight.shape, g, x)],
  ]
  if (bias) products.push([bias, rowsOf(g.shape) === 1 ? graph.reshape(g, [columnsOf(g.shape)]) : graph.columns(g)])
  return products
}

const TWO_OVER_SQRT_PI = 1.1283791670955126

function unaryProduct(graph: Graph, fn: number, a: Node, y: Node, g: Node): Products {
  const one = (gradient: Node): Products => [[a, gradient]]
  switch (fn) {
    case Unary.COPY:
      return one(g)
    case Unary.NEG:
      return one(graph.neg(g))
    case Unary.ABS:
      return one(graph.mul(g, graph.sign(a)))
    case Unary.SQRT:
      return one(graph.mul(g, graph.div(0.5, y)))
    case Unary.EXP:
      return one(graph.mul(g, y))
    case Unary.LOG:
      return one(graph.div(g, a))
    case Unary.EXPM1:
      return one(graph.mul(g, graph.add(y, 1)))
    case Unary.LOG1P:
      return one(graph.div(g, graph.add(a, 1)))
    case Unary.TANH:
      return one(graph.binary(Binary.TANH_GRAD, g, y))
    case Unary.SIGMOID:
      return one(graph.binary(Binary.SIGMOID_GRAD, g, y))
    case Unary.RELU:
      return one(graph.binary(Binary.RELU_GRAD, g, y))
    case Unary.ERF:
      return one(graph.mul(g, graph.mul(graph.exp(graph.neg(graph.square(a))), TWO_OVER_SQRT_PI)))
    case Unary.SQUARE:
      return one(graph.mul(g, graph.mul(a, 2)))
    case Unary.RECIPROCAL:
      return one(graph.neg(graph.mul(g, graph.square(y))))
    default:
      return []
  }
}

function binaryProduct(graph: Graph, fn: number, a: Node, b: Node, y: Node, g: Node): Products {
  switch (fn) {
    case Binary.ADD:
      return [
        [a, g],
        [b, g],
      ]
    case Binary.SUB:
      return [
        [a, g],
        [b, graph.neg(g)],
      ]
    case Binary.MUL:
      return [
        [a, graph.mul(g, b)],
        [b, graph.mul(g, a)],
      ]
    case Binary.DIV:
      return [
        [a, graph.div(g, b)],
        [b, graph.neg(graph.div(graph.mul(g, y), b))],
      ]
    case Binary.MAX:
      return chosen(graph, graph.greaterEqual(a, b), a, b, g)
    case Binary.MIN:
      return chosen(graph, graph.greaterEqual(b, a), a, b, g)
    default:
      return []
  }
}

/** All of the gradient to the operand that was chosen: the first one in a tie. */
function chosen(graph: Graph, first: Node, a: Node, b: Node, g: Node): Products {
  const mask = graph.expand(first, g.shape)
  return [
    [a, graph.select(mask, g, 0)],
    [b, graph.select(mask, 0, g)],
  ]
}

/** Nodes that `roots` depend on, among those from `from` on, in order. */
export function needed(roots: readonly Node[], from: number): Node[] {
  const wanted = new Set<Node>()
  const visit = [...roots]
  for (let node = visit.pop(); node; node = visit.pop()) {
    if (node.id < from || wanted.has(node)) continue
    wanted.add(node)
    visit.push(...node.operands)
  }
  return [...wanted].sort((a, b) => a.id - b.id)
}

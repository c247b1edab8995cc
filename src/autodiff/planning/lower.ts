import { Op, stride } from '../../kernels/isa.js'
import type { Assembler } from './assembler.js'
import type { FusedSums } from './fusedSums.js'
import { columnsOf, type Node, reading, rowsOf, storage } from '../tracing/node.js'

/** Where things are, for lowering: addresses of nodes of one plan. */
export interface Places {
  readonly batch: number
  /** Address of the first copy; batched nodes have one copy per sample, one after the other. */
  readonly address: (node: Node) => number
  /** The second result of `normalize`: one scale per row. */
  readonly scale: (node: Node) => number
  readonly scalar: (value: number) => number
  readonly randomState: number
  readonly fused: FusedSums
}

/** Index tables must lie outside the programs that use them. */
export function placeTables(assembler: Assembler, nodes: readonly Node[]): void {
  for (const { primitive } of nodes) {
    if (primitive.kind === 'take' || primitive.kind === 'scatter') assembler.table(primitive.table)
  }
}

/** Appends the instructions of `nodes`, in order. */
export function lower(assembler: Assembler, nodes: readonly Node[], places: Places): void {
  const skipped = foldedOuterProducts(nodes, places.batch)
  for (const node of nodes) {
    if (skipped.has(node) || places.fused.skipped.has(node)) continue
    const product = places.fused.products.get(node)
    if (product) {
      addProduct(assembler, node, product, places)
      continue
    }
    const copies = node.batched ? places.batch : 1
    if (copies === 1 || rowsStack(node)) {
      lowerOne(assembler, node, places, { copies, at: 0 })
    } else {
      for (let at = 0; at < copies; at++) lowerOne(assembler, node, places, { copies: 1, at })
    }
  }
}

/** Adds an outer product where the sum so far stands. */
function addProduct(assembler: Assembler, sum: Node, { operands: [a, b] }: Node, { address }: Places): void {
  if (!a || !b) return
  assembler.emit(Op.TN, address(sum), address(a), address(b), 1, rowsOf(sum.shape), columnsOf(sum.shape), 1)
}

/** Outer products that exist only to be summed over the batch: the sum is one TN over all rows. */
export function foldedOuterProducts(nodes: readonly Node[], batch: number): Set<Node> {
  const folded = new Set<Node>()
  if (batch === 1) return folded
  for (const node of nodes) {
    const [operand] = node.operands
    if (node.primitive.kind === 'batchSum' && operand && stackedProduct(operand)) folded.add(operand)
  }
  for (const node of nodes) {
    if (node.primitive.kind !== 'batchSum') for (const operand of node.operands) folded.delete(operand)
  }
  return folded
}

const stackedProduct = (node: Node): boolean =>
  node.primitive.kind === 'tn' && node.operands.every((operand) => operand.batched)

/** Whether a batch is just more rows for this node's instruction. */
function rowsStack(node: Node): boolean {
  const [a, b] = node.operands
  const single = rowsOf(node.shape) === 1
  switch (node.primitive.kind) {
    case 'unary':
    case 'reduce':
    case 'normalize':
    case 'normalizeGrad':
    case 'softmax':
    case 'softmaxGrad':
    case 'firstMax':
    case 'mask':
      return true
    case 'select':
      return node.operands.every((operand) => operand.batched)
    case 'nt':
    case 'nn':
      return a?.batched === true && b?.batched === false
    case 'binary':
      return node.operands.every((operand) => {
        const how = reading(operand.shape, node.shape)
        if (operand.batched) return how === 'full' || how === 'column' || single
        return how === 'scalar' || how === 'row' || (how === 'full' && single)
      })
    default:
      return false
  }
}

interface Copies {
  readonly copies: number
  readonly at: number
}

function lowerOne(assembler: Assembler, node: Node, places: Places, { copies, at }: Copies): void {
  const address = (of: Node | undefined): number =>
    of === undefined ? -1 : places.address(of) + (of.batched ? at * storage(of.shape) : 0)
  const emit = (...words: number[]): void => assembler.emit(...words)
  const [a, b, c] = node.operands
  const to = address(node)
  const cols = columnsOf(node.shape)
  const rows = rowsOf(node.shape) * copies
  const { primitive } = node
  switch (primitive.kind) {
    case 'unary':
      return emit(Op.UNARY, primitive.fn, to, address(a), rows, cols)
    case 'binary': {
      const read = (operand: Node | undefined): number[] => [address(operand), ...steps(operand, node, copies)]
      return emit(Op.BINARY, primitive.fn, to, ...read(a), ...read(b), rows, cols)
    }
    case 'select':
      return emit(Op.SELECT, to, address(a), address(b), address(c), rows, cols)
    case 'nt':
      return emit(Op.NT, to, address(a), address(b), address(c), rows, cols, columnsOf(a?.shape ?? []), 0)
    case 'nn':
      return emit(Op.NN, to, address(a), address(b), rows, columnsOf(a?.shape ?? []), cols, 0)
    case 'tn':
      return emit(Op.TN, to, address(a), address(b), rowsOf(a?.shape ?? []), rowsOf(node.shape), cols, 0)
    case 'reduce':
      return emit(Op.REDUCE, primitive.fn, to, address(a), rows, columnsOf(a?.shape ?? []))
    case 'columns':
      return emit(Op.COLUMNS, to, address(a), rowsOf(a?.shape ?? []), cols)
    case 'softmax':
      return emit(Op.SOFTMAX, to, address(a), rows, cols)
    case 'softmaxGrad':
      return emit(Op.SOFTMAX_GRAD, to, address(a), address(b), rows, cols)
    case 'firstMax':
      return emit(Op.FIRST_MAX, to, address(a), rows, cols)
    case 'normalize': {
      const scale = a && places.scale(node) + at * rowsOf(node.shape) * 4
      return emit(
        Op.NORMALIZE,
        primitive.center ? 1 : 0,
        places.scalar(primitive.epsilon),
        to,
        scale ?? -1,
        address(a),
        rows,
        cols,
      )
    }
    case 'normalizeGrad': {
      const scale = b ? places.scale(b) + at * rowsOf(node.shape) * 4 : -1
      return emit(Op.NORMALIZE_GRAD, primitive.center ? 1 : 0, to, address(a), address(b), scale, rows, cols)
    }
    case 'take':
      return emit(Op.TAKE, to, address(a), assembler.table(primitive.table), primitive.table.length)
    case 'scatter':
      return emit(
        Op.SCATTER,
        to,
        address(a),
        assembler.table(primitive.table),
        primitive.table.length,
        storage(node.shape),
      )
    case 'gatherRows':
      return emit(Op.GATHER_ROWS, to, address(a), address(b), rowsOf(node.shape), rowsOf(a?.shape ?? []), cols)
    case 'scatterRows':
      return emit(Op.SCATTER_ROWS, to, address(a), address(b), rowsOf(a?.shape ?? []), rowsOf(node.shape), cols)
    case 'mask':
      return emit(Op.MASK, to, address(a), places.randomState, rows, cols)
    case 'batchSum':
      return sumOverBatch(assembler, node, places)
    default:
      return undefined
  }
}

/** Row step and splat flag of an operand, counted over all copies. */
function steps(operand: Node | undefined, result: Node, copies: number): [number, number] {
  if (!operand) return [0, 0]
  const how = reading(operand.shape, result.shape)
  const moves = operand.batched || copies === 1
  if (how === 'full') return [moves ? stride(columnsOf(operand.shape)) : 0, 0]
  if (how === 'scalar') return [operand.batched && copies > 1 ? 4 : 0, 1]
  if (how === 'column') return [4, 1]
  return [0, 0]
}

function sumOverBatch(assembler: Assembler, node: Node, places: Places): void {
  const [operand] = node.operands
  if (!operand || places.batch === 1) return
  const to = places.address(node)
  const [a, b] = operand.operands
  if (a && b && stackedProduct(operand)) {
    const rows = rowsOf(a.shape) * places.batch
    assembler.emit(
      Op.TN,
      to,
      places.address(a),
      places.address(b),
      rows,
      rowsOf(operand.shape),
      columnsOf(operand.shape),
      0,
    )
  } else {
    assembler.emit(Op.COLUMNS, to, places.address(operand), places.batch, storage(operand.shape))
  }
}

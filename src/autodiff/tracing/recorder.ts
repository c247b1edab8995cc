import { EddyError } from '../../error.js'
import { Binary } from '../../kernels/isa.js'
import { elements, type Node, type Primitive, reading, sameShape, storage } from './node.js'
import { broadcastPosition, broadcastShape, offsetOf } from './shapes.js'
import type { Operand, Tensor } from './trace.js'

/** Records nodes in order of creation: the primitives that the operations of a trace are made of. */
export class Recorder {
  readonly nodes: Node[] = []

  node(primitive: Primitive, shape: readonly number[], operands: readonly Node[], batched?: boolean): Node {
    const node: Node = {
      id: this.nodes.length,
      primitive,
      shape,
      operands,
      batched: batched ?? operands.some((operand) => operand.batched),
    }
    this.nodes.push(node)
    return node
  }

  /** Takes back the nodes from number `from` on, which nothing uses. */
  forget(from: number): void {
    this.nodes.length = from
  }

  /** The node behind a tensor of this graph. */
  find(tensor: Tensor): Node {
    const node = this.nodes[tensor.id]
    if (node !== tensor) {
      throw new EddyError(
        'ERR_TENSOR',
        `a tensor of another trace was used: tensors live only inside the trace that made them`,
      )
    }
    return node
  }

  constant(values: number | readonly number[], shape?: readonly number[]): Node {
    const list = typeof values === 'number' ? [values] : values
    return this.node({ kind: 'constant', values: list }, shape ?? [list.length], [], false)
  }

  protected operand(value: Operand): Node {
    return typeof value === 'number' ? this.constant(value) : this.find(value)
  }

  /** Copies a broadcast operand out to the full shape, where it can't be read in place. */
  expand(a: Node, shape: readonly number[]): Node {
    if (sameShape(a.shape, shape)) return a
    if (reading(a.shape, shape) !== 'expand') {
      return this.node({ kind: 'binary', fn: Binary.ADD }, shape, [a, this.constant(0)])
    }
    const indices = new Int32Array(elements(shape))
    for (let position = 0; position < indices.length; position++) {
      indices[position] = broadcastPosition(position, shape, a.shape)
    }
    return this.take(a, indices, shape)
  }

  binary(fn: number, left: Operand, right: Operand): Node {
    const a = this.operand(left)
    const b = this.operand(right)
    const shape = broadcastShape(a.shape, b.shape)
    const readable = (node: Node): Node => (reading(node.shape, shape) === 'expand' ? this.expand(node, shape) : node)
    return this.node({ kind: 'binary', fn }, shape, [readable(a), readable(b)])
  }

  unary(fn: number, value: Tensor): Node {
    return this.node({ kind: 'unary', fn }, value.shape, [this.find(value)])
  }

  reduce(fn: number, a: Tensor): Node {
    return this.node({ kind: 'reduce', fn }, [...a.shape.slice(0, -1), 1], [this.find(a)])
  }

  take(value: Tensor, indices: Int32Array, shape: readonly number[]): Node {
    const a = this.find(value)
    const from = offsetOf(a.shape)
    const to = offsetOf(shape)
    const table = new Int32Array(storage(shape)).fill(-1)
    indices.forEach((index, position) => {
      table[to(position)] = index < 0 ? index : from(index)
    })
    return this.node({ kind: 'take', table }, shape, [a])
  }
}

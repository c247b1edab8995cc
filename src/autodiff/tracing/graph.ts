import { EddyError } from '../../error.js'
import { Binary, Reduce, Unary } from '../../kernels/isa.js'
import { columnsOf, elements, type Node, rowsOf, storage } from './node.js'
import { Recorder } from './recorder.js'
import { broadcastShape, show } from './shapes.js'
import type { Operand, Ops, Tensor } from './trace.js'

/** What `op` is while layers and losses are traced: checks shapes, and records. */
export class Graph extends Recorder implements Ops {
  add(a: Operand, b: Operand): Node {
    return this.binary(Binary.ADD, a, b)
  }
  sub(a: Operand, b: Operand): Node {
    return this.binary(Binary.SUB, a, b)
  }
  mul(a: Operand, b: Operand): Node {
    return this.binary(Binary.MUL, a, b)
  }
  div(a: Operand, b: Operand): Node {
    return this.binary(Binary.DIV, a, b)
  }
  max(a: Operand, b: Operand): Node {
    return this.binary(Binary.MAX, a, b)
  }
  min(a: Operand, b: Operand): Node {
    return this.binary(Binary.MIN, a, b)
  }
  greater(a: Operand, b: Operand): Node {
    return this.binary(Binary.GREATER, a, b)
  }
  greaterEqual(a: Operand, b: Operand): Node {
    return this.binary(Binary.GREATER_EQUAL, a, b)
  }
  equal(a: Operand, b: Operand): Node {
    return this.binary(Binary.EQUAL, a, b)
  }
  neg(a: Tensor): Node {
    return this.unary(Unary.NEG, a)
  }
  abs(a: Tensor): Node {
    return this.unary(Unary.ABS, a)
  }
  sign(a: Tensor): Node {
    return this.unary(Unary.SIGN, a)
  }
  sqrt(a: Tensor): Node {
    return this.unary(Unary.SQRT, a)
  }
  exp(a: Tensor): Node {
    return this.unary(Unary.EXP, a)
  }
  log(a: Tensor): Node {
    return this.unary(Unary.LOG, a)
  }
  expm1(a: Tensor): Node {
    return this.unary(Unary.EXPM1, a)
  }
  log1p(a: Tensor): Node {
    return this.unary(Unary.LOG1P, a)
  }
  tanh(a: Tensor): Node {
    return this.unary(Unary.TANH, a)
  }
  sigmoid(a: Tensor): Node {
    return this.unary(Unary.SIGMOID, a)
  }
  relu(a: Tensor): Node {
    return this.unary(Unary.RELU, a)
  }
  erf(a: Tensor): Node {
    return this.unary(Unary.ERF, a)
  }
  square(a: Tensor): Node {
    return this.unary(Unary.SQUARE, a)
  }
  reciprocal(a: Tensor): Node {
    return this.unary(Unary.RECIPROCAL, a)
  }

  select(condition: Tensor, a: Operand, b: Operand): Node {
    const parts = [this.find(condition), this.operand(a), this.operand(b)] as const
    const shape = parts.reduce<readonly number[]>((known, part) => broadcastShape(known, part.shape), [1])
    return this.node(
      { kind: 'select' },
      shape,
      parts.map((part) => this.expand(part, shape)),
    )
  }

  matmul(
    left: Tensor,
    right: Tensor,
    { transposeA = false, transposeB = false }: { readonly transposeA?: boolean; readonly transposeB?: boolean } = {},
  ): Node {
    const a = this.find(left)
    const b = this.find(right)
    const kind = transposeB ? 'nt' : transposeA ? 'tn' : 'nn'
    const inner = transposeA ? rowsOf(a.shape) : columnsOf(a.shape)
    const wanted = transposeB ? columnsOf(b.shape) : rowsOf(b.shape)
    if ((transposeA && transposeB) || inner !== wanted) {
      throw new EddyError(
        'ERR_SHAPE',
        `matmul: ${show(a.shape)} and ${show(b.shape)} have inner sizes ${inner} and ${wanted}; they must be equal, and only one side transposed`,
      )
    }
    const m = transposeA ? columnsOf(a.shape) : rowsOf(a.shape)
    const n = transposeB ? rowsOf(b.shape) : columnsOf(b.shape)
    return this.node({ kind }, [m, n], [a, b])
  }

  linear(x: Tensor, weight: Tensor, bias?: Tensor): Node {
    if (columnsOf(x.shape) !== columnsOf(weight.shape)) {
      throw new EddyError(
        'ERR_SHAPE',
        `linear: x ${show(x.shape)} does not fit weight ${show(weight.shape)}; their last axes must be equal`,
      )
    }
    const operands = [this.find(x), this.find(weight), ...(bias ? [this.find(bias)] : [])]
    return this.node({ kind: 'nt' }, [...x.shape.slice(0, -1), rowsOf(weight.shape)], operands)
  }

  /** Sum of the rows: shape [cols]. */
  columns(a: Node): Node {
    return this.node({ kind: 'columns' }, [columnsOf(a.shape)], [a])
  }

  sum(a: Tensor): Node {
    const rows = this.reduce(Reduce.SUM, a)
    return rowsOf(a.shape) === 1 ? this.alias(rows, [1]) : this.columns(rows)
  }

  mean(a: Tensor): Node {
    return this.div(this.sum(a), elements(a.shape))
  }
  sumLast(a: Tensor): Node {
    return this.reduce(Reduce.SUM, a)
  }
  meanLast(a: Tensor): Node {
    return this.div(this.sumLast(a), columnsOf(a.shape))
  }
  maxLast(a: Tensor): Node {
    return this.reduce(Reduce.MAX, a)
  }

  private alias(a: Node, shape: readonly number[]): Node {
    return this.node({ kind: 'alias' }, shape, [a])
  }

  reshape(value: Tensor, shape: readonly number[]): Node {
    const a = this.find(value)
    if (elements(shape) !== elements(a.shape)) {
      throw new EddyError(
        'ERR_SHAPE',
        `reshape: ${show(a.shape)} has ${elements(a.shape)} elements, ${show(shape)} wants ${elements(shape)}`,
      )
    }
    const unpadded = storage(a.shape) === elements(shape) && storage(shape) === elements(shape)
    if (columnsOf(a.shape) === columnsOf(shape) || unpadded) return this.alias(a, shape)
    return this.take(
      a,
      Int32Array.from({ length: elements(shape) }, (_, position) => position),
      shape,
    )
  }

  transpose(value: Tensor, axes: readonly number[]): Node {
    const shape = axes.map((axis) => value.shape[axis] ?? 1)
    const steps = axes.map((axis) => elements(value.shape.slice(axis + 1)))
    const indices = Int32Array.from({ length: elements(shape) }, (_, position) => {
      let rest = position
      let from = 0
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        const size = shape[axis] ?? 1
        from += (rest % size) * (steps[axis] ?? 0)
        rest = Math.floor(rest / size)
      }
      return from
    })
    return this.take(value, indices, shape)
  }

  slice(a: Tensor, from: number, to: number): Node {
    if (a.shape.length !== 1 || from < 0 || to > elements(a.shape) || from >= to) {
      throw new EddyError('ERR_SHAPE', `slice: ${from} to ${to} is not a part of a vector of shape ${show(a.shape)}`)
    }
    return this.take(
      a,
      Int32Array.from({ length: to - from }, (_, position) => from + position),
      [to - from],
    )
  }

  concat(parts: readonly Tensor[]): Node {
    const length = parts.reduce((sum, part) => sum + elements(part.shape), 0)
    let from = 0
    const placed = parts.map((part) => {
      const size = elements(part.shape)
      const indices = Int32Array.from({ length }, (_, at) => (at >= from && at < from + size ? at - from : -1))
      from += size
      return this.take(part, indices, [length])
    })
    const [first, ...rest] = placed
    if (!first) throw new EddyError('ERR_SHAPE', 'concat: nothing to join; give at least one vector')
    return rest.reduce((sum, part) => this.add(sum, part), first)
  }

  normalize(a: Tensor, { epsilon, center }: { readonly epsilon: number; readonly center: boolean }): Node {
    return this.node({ kind: 'normalize', epsilon, center }, a.shape, [this.find(a)])
  }

  softmax(a: Tensor): Node {
    return this.node({ kind: 'softmax' }, a.shape, [this.find(a)])
  }

  logSumExp(a: Tensor): Node {
    const largest = this.stopGradient(this.maxLast(a))
    return this.add(this.log(this.sumLast(this.exp(this.sub(a, largest)))), largest)
  }

  gatherRows(table: Tensor, ids: Tensor): Node {
    return this.node(
      { kind: 'gatherRows' },
      [elements(ids.shape), columnsOf(table.shape)],
      [this.find(table), this.find(ids)],
    )
  }

  dropoutMask(shape: readonly number[], rate: number): Node {
    return this.node({ kind: 'mask', rate }, shape, [this.constant(rate)], true)
  }

  stopGradient(a: Tensor): Node {
    return this.node({ kind: 'stop' }, a.shape, [this.find(a)])
  }
}

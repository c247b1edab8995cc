import type { FusedSums } from './fusedSums.js'
import { foldedOuterProducts, type Places } from './lower.js'
import { type Node, rowsOf, storage } from '../tracing/node.js'

/** Areas of a machine that plans share. */
export interface Areas {
  readonly parameterAddress: (index: number) => number
  readonly constant: (values: readonly number[], shape: readonly number[]) => number
  readonly scalar: (value: number) => number
  readonly norms: number
  readonly gradients: number
  readonly randomState: number
}

/** Assigns tape addresses in order of creation; aliases share their operand's. */
export class Tape {
  length = 0
  /** By node number. */
  private readonly placed: number[] = []
  private readonly scales: number[] = []
  private readonly base: number
  private readonly batch: number
  private readonly areas: Areas
  private readonly fused: FusedSums

  constructor(base: number, batch: number, areas: Areas, fused: FusedSums) {
    this.base = base
    this.batch = batch
    this.areas = areas
    this.fused = fused
  }

  private take(length: number): number {
    const at = this.base + this.length
    this.length += length
    return at
  }

  private sharesOperand(node: Node): boolean {
    const { kind } = node.primitive
    const inPlace = (kind === 'batchSum' && this.batch === 1) || this.fused.products.has(node)
    return kind === 'alias' || kind === 'stop' || inPlace
  }

  place(nodes: readonly Node[]): void {
    const folded = foldedOuterProducts(nodes, this.batch)
    for (const node of nodes) {
      const { primitive, operands } = node
      const [operand] = operands
      if (this.placed[node.id] !== undefined || this.fused.skipped.has(node)) continue
      if (primitive.kind === 'parameter') this.placed[node.id] = this.areas.parameterAddress(primitive.index)
      else if (primitive.kind === 'constant') this.placed[node.id] = this.areas.constant(primitive.values, node.shape)
      else if (this.sharesOperand(node) && operand) this.placed[node.id] = this.address(operand)
      else if (!folded.has(node))
        this.placed[node.id] = this.take(storage(node.shape) * (node.batched ? this.batch : 1))
      else this.placed[node.id] = -1
      if (primitive.kind === 'normalize') this.scales[node.id] = this.take(rowsOf(node.shape) * 4 * this.batch)
    }
  }

  readonly address = (node: Node): number => this.placed[node.id] ?? -1

  readonly places = (): Places => ({
    batch: this.batch,
    address: this.address,
    scale: (node) => this.scales[node.id] ?? -1,
    scalar: this.areas.scalar,
    randomState: this.areas.randomState,
    fused: this.fused,
  })
}

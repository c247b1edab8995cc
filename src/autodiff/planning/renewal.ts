import { Op, Reduce, stride, Unary } from '../../kernels/isa.js'
import { EddyError } from '../../error.js'
import { type HiddenLayer, hiddenLayers } from '../tracing/hiddenLayers.js'
import type { Network } from '../tracing/network.js'
import { columnsOf, rowsOf, storage } from '../tracing/node.js'
import type { Assembler } from './assembler.js'

/** A hidden layer whose least useful units are begun anew, and where what that takes is found. */
export interface PlannedRenewal {
  readonly layer: HiddenLayer
  /** For the cells: of its weight. */
  readonly name: string
  readonly units: number
  /** Adds up the sizes of the weights: into each unit, at `into` in steps of four; out of each, at `outOf`, one by one. */
  readonly sums: number
  readonly into: number
  readonly outOf: number
}

/** @throws {EddyError} ERR_RULE if there is no hidden layer to renew */
export function planRenewals(
  assembler: Assembler,
  network: Network,
  offsets: readonly number[],
  room: (length: number) => number,
): readonly PlannedRenewal[] {
  const layers = hiddenLayers(network)
  if (layers.length === 0) {
    throw new EddyError(
      'ERR_RULE',
      'continualBackprop: the model has no hidden layer between two dense layers of its own weights; put one in, or leave the rule out',
    )
  }
  const shapeOf = (index: number): readonly number[] => network.parameters[index]?.shape ?? []
  const weights = layers.flatMap(({ weight, nextWeight }) => [weight, nextWeight])
  const sizes = room(Math.max(...weights.map((index) => storage(shapeOf(index)))))
  return layers.map((layer) => {
    const [shape, next] = [shapeOf(layer.weight), shapeOf(layer.nextWeight)]
    const units = rowsOf(shape)
    const [into, outOf] = [room(4 * units), room(stride(units))]
    const absolute = (index: number, of: readonly number[]): void =>
      assembler.emit(Op.UNARY, Unary.ABS, sizes, offsets[index] ?? 0, rowsOf(of), columnsOf(of))
    const sums = assembler.program(() => {
      absolute(layer.weight, shape)
      assembler.emit(Op.REDUCE, Reduce.SUM, into, sizes, units, columnsOf(shape))
      absolute(layer.nextWeight, next)
      assembler.emit(Op.COLUMNS, outOf, sizes, rowsOf(next), units)
    })
    return { layer, name: network.parameters[layer.weight]?.name ?? '', units, sums, into, outOf }
  })
}

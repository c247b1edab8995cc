import { Op, Reduce, stride, Unary } from '../../kernels/isa.js'
import { EddyError } from '../../error.js'
import { type HiddenLayer, hiddenLayers } from '../tracing/hiddenLayers.js'
import type { Network } from '../tracing/network.js'
import type { Initializer } from '../tracing/trace.js'
import { columnsOf, rowsOf, storage } from '../tracing/node.js'
import type { Assembler } from './assembler.js'

/** A hidden layer whose least useful units are begun anew, and where what that takes is found. */
export interface PlannedRenewal {
  readonly layer: HiddenLayer
  /** How the weights of a unit start. */
  readonly start: Initializer
  /** Weights into a unit, and out of it. */
  readonly inputs: number
  readonly outputs: number
  /** Addresses of the layer's parameters and of the next layer's; of a bias -1 where there is none. */
  readonly weight: number
  readonly bias: number
  readonly nextWeight: number
  readonly nextBias: number
  /** For the cells: of its weight. */
  readonly name: string
  readonly units: number
  /** Adds up the sizes of the weights: into each unit, at `into` in steps of four; out of each, at `outOf`, one by one. */
  readonly sums: number
  readonly into: number
  readonly outOf: number
}

const zeros: Initializer = { fill: (values) => values.fill(0) }

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
    const { name = '', start = zeros } = network.parameters[layer.weight] ?? {}
    const [inputs, outputs] = [columnsOf(shape), rowsOf(next)]
    const at = (index: number): number => offsets[index] ?? -1
    const [weight, bias] = [at(layer.weight), at(layer.bias)]
    const [nextWeight, nextBias] = [at(layer.nextWeight), at(layer.nextBias)]
    const places = { weight, bias, nextWeight, nextBias }
    return { layer, name, start, units, inputs, outputs, ...places, sums, into, outOf }
  })
}

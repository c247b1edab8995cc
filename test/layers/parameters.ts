import { stride } from '../../src/kernels/isa.js'
import type { Model } from './trainable.js'
import type { LayoutEntry } from '../../src/layers/model/modelSpec.js'
import type { Pass } from '../../src/layers/model/pass.js'
import { isFault } from '../../src/rejection.js'

const size = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** Where element `at` (row-major) of a parameter is in the flat vector: rows are padded to a multiple of four. */
function position({ shape, offset }: LayoutEntry, at: number): number {
  const cols = shape[shape.length - 1] ?? 1
  return offset + Math.floor(at / cols) * stride(cols) + (at % cols)
}

/** Positions of all elements of all parameters, without the padding. */
export const positions = (model: Model): number[] =>
  model.layout.flatMap((entry) => Array.from({ length: size(entry.shape) }, (_, at) => position(entry, at)))

export function writeParameters(model: Model, values: readonly number[]): void {
  const places = positions(model)
  if (places.length !== values.length)
    throw new Error(`the model has ${places.length} parameters, the case ${values.length}`)
  const { parameters } = model
  places.forEach((place, at) => {
    parameters[place] = values[at] ?? 0
  })
}

export const unpadded = (model: Model, flat: ArrayLike<number>): number[] =>
  positions(model).map((place) => flat[place] ?? Number.NaN)

export function begin(model: Model, x: Parameters<Model['begin']>[0]): Pass {
  const pass = model.begin(x)
  if (isFault(pass)) throw new Error(pass.reason)
  return pass
}

import { type LayerTrace, type Tensor, type Value, isTensor } from '../../autodiff/tracing/trace.js'
import { EddyError } from '../../error.js'
import { wrongShape } from '../expect.js'
import type { Cell, RecurrentOptions } from './cell.js'
import { rowAt, shiftPresence, shiftRows, splitRows, stackRows } from './rows.js'

/*
 * A cell over time. The copies of a weight, one for each step, are the same weight, so their gradients are added up, as
 * in all of back-propagation through time. Rumelhart, Hinton & Williams (1986) change each copy by their average
 * instead: the same as a learning rate divided by the number of steps.
 */

/** Makes the cell for inputs of so many features. */
export type MakeCell = (features: number) => Cell

/**
 * A recurrent layer from its cell. x [features]: one step of a stream, through a window. x [steps, features]: a sequence.
 * Named values x and what the cell carries: from there, and nothing is kept.
 */
export function unroll(trace: LayerTrace, layer: string, options: RecurrentOptions, makeCell: MakeCell): Value {
  const { value } = trace
  if (!isTensor(value)) return fromGiven(trace, layer, options, makeCell)
  const [first = 1, features] = value.shape
  if (value.shape.length === 1) return throughWindow(trace, options, makeCell(first))
  if (features === undefined || value.shape.length > 2)
    wrongShape(layer, value.shape, '[features] or [steps, features]')
  return throughSequence(trace, options, makeCell(features))
}

const zeros = ({ op }: LayerTrace, units: number): Tensor => op.constant(new Array<number>(units).fill(0), [units])

/** Truncated back-propagation through time: the last `window` steps of the stream, of which all but the newest are kept. */
function throughWindow(trace: LayerTrace, { window = 16 }: RecurrentOptions, cell: Cell): Tensor {
  const { op, x, state, next } = trace
  const start = cell.carried.map((name) => state(name, [cell.units]))
  const moveOn = (carried: readonly Tensor[]): void =>
    start.forEach((before, index) => {
      const after = carried[index]
      if (after) next(before, after)
    })
  let carried: readonly Tensor[] = start
  if (window > 1) {
    const inputs = state('inputs', [window - 1, ...x.shape])
    const present = state('present', [window - 1])
    for (let at = 0; at < window - 1; at++) {
      // Where the stream is younger than the window, nothing was carried yet.
      const there = op.slice(present, at, at + 1)
      carried = cell.step(rowAt(op, inputs, at), carried).map((vector) => op.mul(vector, there))
      if (at === 0) moveOn(carried)
    }
    next(inputs, shiftRows(op, inputs, x))
    next(present, shiftPresence(op, present))
  }
  const after = cell.step(x, carried)
  if (window === 1) moveOn(after)
  return cell.output(after)
}

function throughSequence(trace: LayerTrace, options: RecurrentOptions, cell: Cell): Tensor {
  const { x, state, next } = trace
  const { carry = false } = options
  if (!carry) return run(trace, options, cell, { x, start: cell.carried.map(() => zeros(trace, cell.units)) })[0]
  const start = cell.carried.map((name) => state(name, [cell.units]))
  const [output, last] = run(trace, options, cell, { x, start })
  start.forEach((before, index) => {
    const after = last[index]
    if (after) next(before, after)
  })
  return output
}

function run(
  { op }: LayerTrace,
  { outputs = 'all' }: RecurrentOptions,
  cell: Cell,
  { x, start }: { readonly x: Tensor; readonly start: readonly Tensor[] },
): readonly [output: Tensor, last: readonly Tensor[]] {
  let carried = start
  const steps = splitRows(op, x).map((row) => {
    carried = cell.step(row, carried)
    return carried
  })
  if (outputs === 'last') return [cell.output(carried), carried]
  return [stackRows(op, steps.map(cell.output)), carried]
}

/** From carried vectors that are given: after one step all of them, of a sequence its outputs. */
function fromGiven(trace: LayerTrace, layer: string, options: RecurrentOptions, makeCell: MakeCell): Value {
  const given = new Map(Object.entries<Tensor>(trace.value as Readonly<Record<string, Tensor>>))
  const x = given.get('x')
  const features = x?.shape[x.shape.length - 1]
  if (!x || features === undefined || x.shape.length > 2) {
    throw new EddyError('ERR_SHAPE', `${layer}: of several values, x must be [features] or [steps, features]`)
  }
  const cell = makeCell(features)
  const start = cell.carried.map((name) => {
    const tensor = given.get(name)
    if (tensor?.shape.length === 1 && tensor.shape[0] === cell.units) return tensor
    const wanted = `x and ${cell.carried.map((carried) => `${carried} [${cell.units}]`).join(', ')}`
    throw new EddyError(
      'ERR_SHAPE',
      `${layer}: of several values, wanted ${wanted}, got ${[...given.keys()].join(', ')}`,
    )
  })
  if (x.shape.length === 2) return run(trace, options, cell, { x, start })[0]
  const after = cell.step(x, start)
  return Object.fromEntries(cell.carried.map((name, index) => [name, after[index] ?? x]))
}

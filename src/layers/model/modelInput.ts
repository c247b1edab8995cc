import type { Engine } from '../../autodiff/running/engine.js'
import { elements, type Node } from '../../autodiff/tracing/node.js'
import { describeValue } from '../../describeValue.js'
import { type Expectation, listOf, wholeNumber } from '../../options.js'
import { Fault } from '../../rejection.js'
import { unreadable } from '../../unreadable.js'

/**
 * What a model takes: numbers, row-major; by name where it has several inputs. Such a record may be of an interface of your own;
 * each of its values is a number or numbers, which is checked when the sample comes.
 */
export type ModelInput = Float32Array | Float64Array | readonly number[] | object

/** A named input of a model. */
export interface Port {
  readonly name: string
  readonly shape: readonly number[]
}

export type Shape = number | readonly number[]

const size = wholeNumber({ from: 1 })
const sizeList = listOf(size, 1)
const isShape = (value: unknown): boolean => size.holds(value) || sizeList.holds(value)

/** What a model may say its input is. */
export const inputShape: Expectation = {
  expected: 'a whole number of at least 1, an array of such sizes, or an object of those by name',
  holds: (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return isShape(value)
    const shapes = Object.values(value)
    return shapes.length > 0 && shapes.every(isShape)
  },
}

const shapeOf = (shape: Shape): readonly number[] => (typeof shape === 'number' ? [shape] : shape)

export function portsOf(input: Shape | Readonly<Record<string, Shape>>): Port[] {
  return typeof input === 'number' || Array.isArray(input)
    ? [{ name: 'x', shape: shapeOf(input as Shape) }]
    : Object.entries(input as Readonly<Record<string, Shape>>).map(([name, shape]) => ({
        name,
        shape: shapeOf(shape),
      }))
}

/** Checks and writes one sample into the input of a tape. Plain arrays are checked for what isn't a number: nothing is coerced. */
export function writeInput(
  engine: Engine,
  nodes: readonly Node[],
  ports: readonly Port[],
  addresses: readonly number[],
  x: ModelInput,
  offset = 0,
): Fault | undefined {
  try {
    return writePorts(engine, nodes, ports, addresses, x, offset)
  } catch (error) {
    return unreadable(error)
  }
}

function writePorts(
  engine: Engine,
  nodes: readonly Node[],
  ports: readonly Port[],
  addresses: readonly number[],
  x: ModelInput,
  offset: number,
): Fault | undefined {
  for (let port = 0; port < nodes.length; port++) {
    const node = nodes[port]
    const { name } = ports[port] ?? { name: 'x' }
    if (!node) continue
    const values = partOf(x, name, nodes.length)
    const fault = checkValues(values, elements(node.shape), name)
    if (fault) return fault
    engine.writeRows((addresses[port] ?? 0) + offset, node.shape, values ?? [], 0)
  }
  return undefined
}

function partOf(x: ModelInput, name: string, ports: number): ArrayLike<number> | undefined {
  if (ArrayBuffer.isView(x)) return ports === 1 ? (x as unknown as ArrayLike<number>) : undefined
  if (Array.isArray(x)) return ports === 1 ? x : undefined
  if (x === null || typeof x !== 'object') return undefined
  const part = (x as Readonly<Record<string, ArrayLike<number> | number>>)[name]
  return typeof part === 'number' ? [part] : part
}

function checkValues(values: ArrayLike<number> | undefined, length: number, name: string): Fault | undefined {
  if (typeof values?.length !== 'number' || typeof values !== 'object') {
    const got = values === undefined ? 'none' : describeValue(values)
    return new Fault('ERR_INPUT_TYPE', `expected ${length} numbers for the input '${name}', got ${got}`)
  }
  if (values.length !== length)
    return new Fault('ERR_INPUT_LENGTH', `expected ${length} numbers for the input '${name}', got ${values.length}`)
  // The elements of a typed array are all numbers, or all bigints.
  const checked = ArrayBuffer.isView(values) ? 1 : length
  for (let i = 0; i < checked; i++) {
    const value: unknown = values[i]
    if (typeof value === 'number') continue
    return new Fault('ERR_INPUT_TYPE', `expected a number at ${i} of '${name}', got ${describeValue(value)}`, i)
  }
  return undefined
}

/** Names the first value that is not finite in float32, if there is one. */
export function valueFault(x: ModelInput, ports: readonly Port[]): Fault | undefined {
  try {
    return firstNotFinite(x, ports)
  } catch (error) {
    return unreadable(error)
  }
}

function firstNotFinite(x: ModelInput, ports: readonly Port[]): Fault | undefined {
  for (const { name } of ports) {
    const values = partOf(x, name, ports.length) ?? []
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(Math.fround(values[i] ?? 0))) {
        return new Fault('ERR_INPUT_VALUE', `expected a finite number at ${i} of '${name}', got ${values[i]}`, i)
      }
    }
  }
  return undefined
}

import { EddyError } from '../error.js'
import type { Initializer } from '../autodiff/tracing/trace.js'
import { finiteNumber, product } from './expect.js'

/** An initializer as it stands in a spec: plain JSON; its `fill` is found again by `type`. */
export interface InitializerSpec {
  readonly type: string
  readonly [setting: string]: unknown
}

/** Both at once: JSON with a hidden `fill`. */
export type NamedInitializer = Initializer & InitializerSpec

/** The hidden property keeps a spec equal to its own JSON. */
function named(spec: InitializerSpec, fill: Initializer['fill']): NamedInitializer {
  const initializer: InitializerSpec = { ...spec }
  return Object.defineProperty(initializer, 'fill', { value: fill }) as NamedInitializer
}

/** Inputs of one unit: all axes but the first, which counts the units. */
const inputsOf = (shape: readonly number[]): number => Math.max(1, product(shape.slice(1)))

const fillUniform = (values: Float64Array, bound: number, random: () => number): void => {
  for (let i = 0; i < values.length; i++) values[i] = (2 * random() - 1) * bound
}

/** Every element starts at `value`. */
export const constant = (value: number): NamedInitializer => {
  finiteNumber('constant', 'value', value)
  return named({ type: 'constant', value }, (values) => {
    values.fill(value)
  })
}

export const zeros = (): NamedInitializer =>
  named({ type: 'zeros' }, (values) => {
    values.fill(0)
  })

export const ones = (): NamedInitializer =>
  named({ type: 'ones' }, (values) => {
    values.fill(1)
  })

/** Uniform in [-bound, bound). */
export const uniform = (bound: number): NamedInitializer => {
  finiteNumber('uniform', 'bound', bound, 'a finite number of at least 0', (b) => b >= 0)
  return named({ type: 'uniform', bound }, (values, _, random) => fillUniform(values, bound, random))
}

/**
 * Uniform in +-1/sqrt(inputs of a unit): the default of dense and convolution layers, as in PyTorch.
 *
 * @param options.inputs the number of inputs, where the shape does not tell it (a bias); default: all axes but the first
 */
export const fanIn = (options: { readonly inputs?: number } = {}): NamedInitializer =>
  named({ type: 'fanIn', ...options }, (values, shape, random) =>
    fillUniform(values, 1 / Math.sqrt(options.inputs ?? inputsOf(shape)), random),
  )

/** Uniform in +-sqrt(6/inputs), for ReLU nets (He et al. 2015). */
export const heUniform = (): NamedInitializer =>
  named({ type: 'heUniform' }, (values, shape, random) => fillUniform(values, Math.sqrt(6 / inputsOf(shape)), random))

/** Uniform in +-sqrt(6/(inputs + units)) (Glorot and Bengio 2010). */
export const glorotUniform = (): NamedInitializer =>
  named({ type: 'glorotUniform' }, (values, shape, random) =>
    fillUniform(values, Math.sqrt(6 / (inputsOf(shape) + (shape[0] ?? 1))), random),
  )

/**
 * Sparse start for streaming nets (Elsayed, Vasan, Mahmood 2024): as `fanIn`, then in each unit exactly
 * ceil(sparsity * inputs) randomly chosen weights are 0.
 *
 * @param sparsity the part that is 0, in [0, 1]; default 0.9
 */
export const sparse = (sparsity = 0.9): NamedInitializer => {
  finiteNumber('sparse', 'sparsity', sparsity, 'a number in [0, 1]', (s) => s >= 0 && s <= 1)
  return named({ type: 'sparse', sparsity }, (values, shape, random) => {
    const inputs = inputsOf(shape)
    fillUniform(values, 1 / Math.sqrt(inputs), random)
    for (let row = 0; row < values.length; row += inputs)
      clearSome(values, row, inputs, Math.ceil(sparsity * inputs), random)
  })
}

/** Zeroes `count` of `length` elements from `from`, chosen by the first steps of a Fisher-Yates shuffle. */
function clearSome(values: Float64Array, from: number, length: number, count: number, random: () => number): void {
  const order = Int32Array.from({ length }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(random() * (length - i))
    const chosen = order[j] ?? i
    order[j] = order[i] ?? i
    values[from + chosen] = 0
  }
}

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)

const fromJson: Readonly<Record<string, (spec: InitializerSpec) => NamedInitializer>> = {
  constant: ({ value }) => constant(number(value)),
  zeros,
  ones,
  uniform: ({ bound }) => uniform(number(bound)),
  fanIn: ({ inputs }) => fanIn(typeof inputs === 'number' ? { inputs } : {}),
  heUniform,
  glorotUniform,
  sparse: ({ sparsity }) => sparse(sparsity === undefined ? undefined : number(sparsity)),
}

/**
 * The initializer of a spec, which may have lost its function on the way through JSON.
 *
 * @throws {EddyError} ERR_OPTION if there is neither a `fill` nor a known `type`
 */
export function initializerFrom(start: Initializer | InitializerSpec): Initializer {
  if ('fill' in start && typeof start.fill === 'function') return start as Initializer
  const type = 'type' in start && typeof start.type === 'string' ? start.type : ''
  const make = Object.hasOwn(fromJson, type) ? fromJson[type] : undefined
  if (make) return make(start as InitializerSpec)
  throw new EddyError(
    'ERR_OPTION',
    `start: must be an initializer such as ${Object.keys(fromJson).join(', ')}, got ${JSON.stringify(start)}`,
  )
}

import type { Initializer } from '../autodiff/tracing/trace.js'
import {
  checkOption,
  checkOptions,
  type Expectation,
  madeBy,
  type NoOptions,
  notNegative,
  number,
  required,
  type TableOf,
  wholeNumber,
  wrongOption,
} from '../options.js'
import { product } from './expect.js'

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
  checkOption('constant', 'value', value, required(number({ from: -1e38, to: 1e38 })))
  return named({ type: 'constant', value }, (values) => {
    values.fill(value)
  })
}

export const zeros = (options: NoOptions = {}): NamedInitializer => {
  checkOptions('zeros', options, {})
  return named({ type: 'zeros' }, (values) => {
    values.fill(0)
  })
}

export const ones = (options: NoOptions = {}): NamedInitializer => {
  checkOptions('ones', options, {})
  return named({ type: 'ones' }, (values) => {
    values.fill(1)
  })
}

/** Uniform in [-bound, bound). */
export const uniform = (bound: number): NamedInitializer => {
  checkOption('uniform', 'bound', bound, required(notNegative))
  return named({ type: 'uniform', bound }, (values, _, random) => fillUniform(values, bound, random))
}

export interface FanInOptions {
  /** The number of inputs, where the shape does not tell it (a bias); default: all axes but the first. */
  readonly inputs?: number
}

const fanInTable: TableOf<FanInOptions> = { inputs: wholeNumber({ from: 1 }) }

/** Uniform in +-1/sqrt(inputs of a unit): the default of dense and convolution layers, as in PyTorch. */
export const fanIn = (options: FanInOptions = {}): NamedInitializer => {
  checkOptions('fanIn', options, fanInTable)
  const { inputs } = options
  return named({ type: 'fanIn', ...options }, (values, shape, random) =>
    fillUniform(values, 1 / Math.sqrt(inputs ?? inputsOf(shape)), random),
  )
}

/** Uniform in +-sqrt(6/inputs), for ReLU nets (He et al. 2015). */
export const heUniform = (options: NoOptions = {}): NamedInitializer => {
  checkOptions('heUniform', options, {})
  return named({ type: 'heUniform' }, (values, shape, random) =>
    fillUniform(values, Math.sqrt(6 / inputsOf(shape)), random),
  )
}

/** Uniform in +-sqrt(6/(inputs + units)) (Glorot and Bengio 2010). */
export const glorotUniform = (options: NoOptions = {}): NamedInitializer => {
  checkOptions('glorotUniform', options, {})
  return named({ type: 'glorotUniform' }, (values, shape, random) =>
    fillUniform(values, Math.sqrt(6 / (inputsOf(shape) + (shape[0] ?? 1))), random),
  )
}

/**
 * Sparse start for streaming nets (Elsayed, Vasan, Mahmood 2024): as `fanIn`, then in each unit exactly
 * ceil(sparsity * inputs) randomly chosen weights are 0.
 *
 * @param sparsity the part that is 0, in [0, 1]; default 0.9
 */
export const sparse = (sparsity = 0.9): NamedInitializer => {
  checkOption('sparse', 'sparsity', sparsity, number({ from: 0, to: 1 }))
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

type Maker = (spec: Readonly<Record<string, never>>) => NamedInitializer

const fromJson: Readonly<Record<string, Maker>> = {
  constant: ({ value }) => constant(value as unknown as number),
  zeros,
  ones,
  uniform: ({ bound }) => uniform(bound as unknown as number),
  fanIn,
  heUniform,
  glorotUniform,
  sparse: ({ sparsity }) => sparse(sparsity),
}

/** Arrays have a `fill` too, which is another. */
const hasFill = (value: object): value is Initializer =>
  'fill' in value && typeof value.fill === 'function' && !Array.isArray(value) && !ArrayBuffer.isView(value)

/** An initializer, or one as JSON: `{ type: 'uniform', bound: 0.1 }`. Its numbers are checked where it is made again. */
export const initializer: Expectation = madeBy(
  'an initializer',
  Object.keys(fromJson)
    .map((name) => `${name}()`)
    .join(', '),
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    (hasFill(value) || Object.hasOwn(fromJson, String((value as Partial<InitializerSpec>).type))),
)

/**
 * The initializer of a spec, which may have lost its function on the way through JSON.
 *
 * @throws {EddyError} ERR_OPTION if there is neither a `fill` nor a known `type`, or a number of it is out of range
 */
export function initializerFrom(start: Initializer | InitializerSpec): Initializer {
  checkOption('layer', 'start', start, required(initializer))
  if (hasFill(start)) return start
  const { type, ...settings } = start as InitializerSpec
  const make = fromJson[type]
  if (make) return make(settings as Readonly<Record<string, never>>)
  throw wrongOption('layer', 'start', start, initializer)
}

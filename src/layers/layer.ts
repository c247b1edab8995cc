import {
  callback,
  checkOption,
  checkOptions,
  type Expectation,
  listOf,
  madeBy,
  required,
  type TableOf,
  text,
} from '../options.js'
import type { LayerTrace, Value } from '../autodiff/tracing/trace.js'

/** Where a spec carries its trace function. Symbols vanish in JSON, so a spec stays plain data. */
export const definition: unique symbol = Symbol('eddy.layer.definition')

/** A layer as plain JSON: its type and its options. Custom layers carry their definition besides. */
export interface LayerSpec {
  readonly type: string
  readonly [option: string]: unknown
  readonly [definition]?: LayerDefinition
}

/** What a layer computes: traced once, when a model is built. `spec` holds the options. */
export interface LayerDefinition {
  (trace: LayerTrace, spec: LayerSpec): Value
  /** Of Eddy's own layers: throws if the options of a spec don't fit. */
  readonly check?: (spec: LayerSpec) => void
}

/** What a list of layers may hold: a spec, or the factory of a layer that needs no options. */
export type LayerEntry = LayerSpec | LayerFactory<never>

/** Makes specs of one type. May stand in a list of layers itself. */
export interface LayerFactory<Options extends object> {
  (options?: Options): LayerSpec
  readonly type: string
  readonly [definition]: LayerDefinition
}

/**
 * Defines a layer of your own; its derivative follows from the operations it uses.
 *
 * ```ts
 * const swishBeta = layer('swishBeta', ({ x, parameter, op }) => {
 *   const beta = parameter('beta', [1], constant(1))
 *   return op.mul(x, op.sigmoid(op.mul(beta, x)))
 * })
 * createModel({ input: 2, layers: [dense(8), swishBeta()] })
 * ```
 *
 * @param name the `type` in its specs; a model read back from JSON looks it up by this name
 * @param trace builds the value from symbolic tensors; called when a model is built, never per sample
 * @returns a factory: `swishBeta(options)` gives `{ type: 'swishBeta', ...options }`
 * @throws {EddyError} ERR_OPTION if the name is empty
 */
export function layer<Options extends object = Readonly<Record<string, unknown>>>(
  name: string,
  trace: (trace: LayerTrace, options: Options & LayerSpec) => Value,
): LayerFactory<Options> {
  checkOption('layer', 'name', name, required(text))
  checkOption('layer', 'trace', trace, required(callback))
  return factoryOf(name, trace as LayerDefinition, () => undefined)
}

/** A layer of Eddy's own: its options are checked where it is called, and where it is built from JSON. */
export function checkedLayer<Options extends object>(
  name: string,
  table: TableOf<Options>,
  trace: (trace: LayerTrace, options: Options & LayerSpec) => Value,
): LayerFactory<Options> {
  const check = ({ type, ...options }: LayerSpec): void => checkOptions(type, options, table)
  const define = (context: LayerTrace, spec: LayerSpec): Value => {
    check(spec)
    return trace(context, spec as Options & LayerSpec)
  }
  return factoryOf(name, Object.assign(define, { check }), (options) => checkOptions(name, options, table))
}

function factoryOf<Options extends object>(
  name: string,
  define: LayerDefinition,
  check: (options: unknown) => void,
): LayerFactory<Options> {
  const factory = (options?: Options): LayerSpec => {
    check(options)
    return { ...options, type: name, [definition]: define }
  }
  Object.defineProperty(factory, 'name', { value: name })
  return Object.assign(factory, { type: name, [definition]: define })
}

/** Layers of one's own by their types, for specs that came as JSON: what `layer` returned. */
export type LayerDefinitions = Readonly<Record<string, LayerFactory<never> | LayerDefinition>>

/** The definition of a type, if it is among them. */
export function definitionOf(type: string, definitions: LayerDefinitions): LayerDefinition | undefined {
  const given = Object.hasOwn(definitions, type) ? definitions[type] : undefined
  return given && definition in given ? given[definition] : given
}

const isFactory = (value: unknown): value is LayerFactory<object> => typeof value === 'function' && definition in value

const aLayer: Expectation = madeBy(
  'a layer',
  'dense(8) or tanh()',
  (value) => isFactory(value) || (typeof value === 'object' && typeof (value as Partial<LayerSpec>).type === 'string'),
)

/** A list of layers, which may be empty where `least` is 0. */
export const layerList = (least = 0): Expectation => listOf(aLayer, least)

/**
 * A spec from what a list of layers may hold.
 *
 * @throws {EddyError} ERR_OPTION for what is no layer
 */
export function toSpec(entry: unknown): LayerSpec {
  if (isFactory(entry)) return entry()
  checkOption('layers', 'layer', entry, required(aLayer))
  return entry as LayerSpec
}

/** The specs of a list of layers that a function was given. */
export function toSpecs(who: string, layers: readonly LayerEntry[]): LayerSpec[] {
  checkOption(who, 'layers', layers, required(layerList()))
  return layers.map(toSpec)
}

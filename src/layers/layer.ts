import { EddyError } from '../error.js'
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
export type LayerDefinition = (trace: LayerTrace, spec: LayerSpec) => Value

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
  if (!name) throw new EddyError('ERR_OPTION', 'layer: the name must not be empty; specs are found again by it')
  const define = trace as LayerDefinition
  const factory = (options?: Options): LayerSpec => ({ ...options, type: name, [definition]: define })
  return Object.assign(factory, { type: name, [definition]: define })
}

/** Layers of one's own by their types, for specs that came as JSON: what `layer` returned. */
export type LayerDefinitions = Readonly<Record<string, LayerFactory<never> | LayerDefinition>>

/** The definition of a type, if it is among them. */
export function definitionOf(type: string, definitions: LayerDefinitions): LayerDefinition | undefined {
  const given = Object.hasOwn(definitions, type) ? definitions[type] : undefined
  return given && definition in given ? given[definition] : given
}

/** A spec from whatever a list of layers may hold. */
export function toSpec(entry: unknown): LayerSpec {
  if (typeof entry === 'function' && definition in entry) return (entry as LayerFactory<object>)()
  if (typeof entry === 'object' && entry !== null && 'type' in entry && typeof entry.type === 'string') {
    return entry as LayerSpec
  }
  throw new EddyError(
    'ERR_LAYER',
    `a list of layers must hold layers such as dense(8) or tanh(), got ${describe(entry)}`,
  )
}

const describe = (value: unknown): string =>
  typeof value === 'function'
    ? `the function ${value.name || '(anonymous)'}`
    : `${JSON.stringify(value)} (${typeof value})`

import type { Tensor, Value } from '../../autodiff/tracing/trace.js'
import { EddyError } from '../../error.js'
import { isTensor, oneTensor } from '../expect.js'
import { layer, type LayerEntry, type LayerFactory, type LayerSpec, toSpec } from '../layer.js'

type Branches<T> = readonly (readonly T[])[] | Readonly<Record<string, readonly T[]>>

export const parallelLayer: LayerFactory<{ readonly branches: Branches<LayerSpec> }> = layer<{
  readonly branches: Branches<LayerSpec>
}>('parallel', ({ value, inner }, { branches }) => {
  const names = Object.keys(branches)
  const outputs = Object.entries<readonly LayerSpec[]>(branches).map(
    ([name, layers]) => [name, oneTensor('parallel', inner(layers, pick(value, name, names), name))] as const,
  )
  return Array.isArray(branches) ? outputs.map(([, tensor]) => tensor) : Object.fromEntries<Tensor>(outputs)
})

/** One tensor goes to every branch; of several, each branch gets the one of its own name or position. */
function pick(value: Value, name: string, names: readonly string[]): Value {
  if (isTensor(value)) return value
  const own = new Map(Object.entries<Tensor>(value)).get(name)
  if (own) return own
  throw new EddyError(
    'ERR_SHAPE',
    `parallel: got values ${Object.keys(value).join(', ')}, wanted one per branch: ${names.join(', ')}`,
  )
}

/**
 * Several lists of layers side by side. One value goes to all of them; several values (named inputs, or another `parallel`)
 * go to the branch of the same name or position. An empty list passes its value on. Join them again with `concatenate()`.
 *
 * @throws {EddyError} ERR_SHAPE, when built, if a branch has no value of its own
 */
export const parallel = (branches: Branches<LayerEntry>): LayerSpec =>
  parallelLayer({
    branches: Array.isArray(branches)
      ? branches.map((layers: readonly LayerEntry[]) => layers.map(toSpec))
      : Object.fromEntries(
          Object.entries<readonly LayerEntry[]>(branches as Readonly<Record<string, readonly LayerEntry[]>>).map(
            ([name, layers]) => [name, layers.map(toSpec)],
          ),
        ),
  })

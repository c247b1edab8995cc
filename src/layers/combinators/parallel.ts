import { type Tensor, type Value, isTensor } from '../../autodiff/tracing/trace.js'
import { EddyError } from '../../error.js'
import { oneTensor } from '../expect.js'
import { checkOption, custom, required, type TableOf } from '../../options.js'
import { checkedLayer, type LayerEntry, type LayerFactory, layerList, type LayerSpec, toSpec } from '../layer.js'

type Branches<T> = readonly (readonly T[])[] | Readonly<Record<string, readonly T[]>>

export interface ParallelOptions {
  readonly branches: Branches<LayerSpec>
}

const branchList = layerList()

const table: TableOf<ParallelOptions> = {
  branches: required(
    custom('lists of layers, in an array or by name', (value) => {
      const branches = typeof value === 'object' && value !== null ? Object.values(value) : []
      return branches.length > 0 && branches.every((layers) => branchList.holds(layers))
    }),
  ),
}

export const parallelLayer: LayerFactory<ParallelOptions> = checkedLayer(
  'parallel',
  table,
  ({ value, inner }, { branches }) => {
    const names = Object.keys(branches)
    const outputs = Object.entries<readonly LayerSpec[]>(branches).map(
      ([name, layers]) => [name, oneTensor('parallel', inner(layers, pick(value, name, names), name))] as const,
    )
    return Array.isArray(branches) ? outputs.map(([, tensor]) => tensor) : Object.fromEntries<Tensor>(outputs)
  },
)

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
export function parallel(branches: Branches<LayerEntry>): LayerSpec {
  checkOption('parallel', 'branches', branches, table.branches)
  if (Array.isArray(branches)) return parallelLayer({ branches: branches.map(specsOf) })
  const named = Object.entries<readonly LayerEntry[]>(branches as Readonly<Record<string, readonly LayerEntry[]>>)
  return parallelLayer({ branches: Object.fromEntries(named.map(([name, layers]) => [name, specsOf(layers)])) })
}

const specsOf = (layers: readonly LayerEntry[]): readonly LayerSpec[] => layers.map(toSpec)

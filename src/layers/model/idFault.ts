import type { Engine } from '../../autodiff/running/engine.js'
import { elements, type Node, rowsOf, storage } from '../../autodiff/tracing/node.js'
import { Fault } from '../../rejection.js'

/** A place where a network looks rows up by number. */
export interface Lookup {
  readonly ids: Node
  /** Rows of the table: ids are whole numbers below. */
  readonly rows: number
  /** The ids are an input of the model as it came, so that a position in one is a position in the other. */
  readonly direct: boolean
}

const origin = (node: Node): Node => {
  const [operand] = node.operands
  const { kind } = node.primitive
  return operand && (kind === 'alias' || kind === 'stop') ? origin(operand) : node
}

/** The lookups of a graph, in the order in which they run. */
export function lookupsOf(nodes: readonly Node[]): Lookup[] {
  return nodes.flatMap(({ primitive, operands: [table, ids] }) =>
    primitive.kind === 'gatherRows' && table && ids
      ? [{ ids, rows: rowsOf(table.shape), direct: origin(ids).primitive.kind === 'input' }]
      : [],
  )
}

/** Names the id that stopped sample `at` of a pass, from what the pass left in memory; undefined if all of its ids are fine. */
export function idFault(
  engine: Engine,
  lookups: readonly Lookup[],
  address: (node: Node) => number,
  offset = 0,
  at = 0,
): Fault | undefined {
  for (const { ids, rows, direct } of lookups) {
    const values = engine.readRows(address(ids) + offset + at * storage(ids.shape), ids.shape)
    for (let index = 0; index < elements(ids.shape); index++) {
      const id = values[index] ?? 0
      if (Number.isInteger(id) && id >= 0 && id < rows) continue
      const reason = `expected whole ids from 0 to ${rows - 1} for an embedding, got ${id} at ${index}`
      return new Fault('ERR_ID', reason, direct ? index : undefined)
    }
  }
  return undefined
}

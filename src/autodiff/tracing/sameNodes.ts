import type { Node, Primitive } from './node.js'

/** Whether two lists of nodes compute the same: the same primitives of the same operands, in the same order. */
export function sameNodes(some: readonly Node[], others: readonly Node[]): boolean {
  if (some.length !== others.length) return false
  const [places, otherPlaces] = [placesOf(some), placesOf(others)]
  return some.every((node, at) => {
    const other = others[at] as Node
    return (
      samePrimitive(node.primitive, other.primitive) &&
      node.operands.length === other.operands.length &&
      node.operands.every((operand, i) => places.get(operand) === otherPlaces.get(other.operands[i] as Node))
    )
  })
}

const placesOf = (nodes: readonly Node[]): ReadonlyMap<Node, number> => new Map(nodes.map((node, at) => [node, at]))

function samePrimitive(one: Primitive, other: Primitive): boolean {
  const entries = Object.entries(one)
  const values: Readonly<Record<string, unknown>> = { ...other }
  return (
    entries.length === Object.keys(values).length && entries.every(([name, value]) => sameValue(value, values[name]))
  )
}

function sameValue(one: unknown, other: unknown): boolean {
  if (!isList(one) || !isList(other)) return Object.is(one, other)
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i++) if (!Object.is(one[i], other[i])) return false
  return true
}

const isList = (value: unknown): value is ArrayLike<number> => Array.isArray(value) || value instanceof Int32Array

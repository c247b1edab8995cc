import { EddyError } from '../../error.js'
import type { Graph } from './graph.js'
import { type Node, sameShape } from './node.js'
import { show } from './shapes.js'
import type { Tensor } from './trace.js'

/** A value that a network keeps from sample to sample: what it is before a sample, and after it. */
export interface NetworkState {
  readonly name: string
  readonly shape: readonly number[]
  readonly before: Node
  readonly after: Node
}

/** The states that the layers of one trace declare. */
export class StateDeclarations {
  private readonly graph: Graph
  private readonly declared: { readonly name: string; readonly before: Node; after?: Node }[] = []

  constructor(graph: Graph) {
    this.graph = graph
  }

  readonly declare = (name: string, shape: readonly number[]): Node => {
    if (this.declared.some((state) => state.name === name)) {
      throw new EddyError(
        'ERR_STATE',
        `the state ${name} is declared twice: a layer that keeps a state can't be shared within one sample`,
      )
    }
    const before = this.graph.node({ kind: 'state' }, shape, [], true)
    this.declared.push({ name, before })
    return before
  }

  readonly advance = (state: Tensor, value: Tensor): void => {
    const known = this.declared.find(({ before }) => before === state)
    const after = this.graph.find(value)
    if (!known || known.after) {
      throw new EddyError('ERR_STATE', 'next: wanted a state that this layer declared and did not set yet')
    }
    if (!sameShape(after.shape, state.shape)) {
      const shapes = `${show(state.shape)} and is to become ${show(after.shape)}`
      throw new EddyError('ERR_SHAPE', `the state ${known.name} has shape ${shapes}; a state keeps its shape`)
    }
    // What no sample moves has an address outside the tapes.
    if (!after.batched)
      throw new EddyError('ERR_STATE', `the state ${known.name} must depend on the sample or on states`)
    known.after = after
  }

  /** Those of a whole trace. */
  all(): readonly NetworkState[] {
    return this.declared.map(({ name, before, after }) => {
      if (after) return { name, shape: before.shape, before, after }
      throw new EddyError('ERR_STATE', `the state ${name} is never moved on: call next(state, value)`)
    })
  }

  /** The node of a state by its name, made now if this trace did not declare it. */
  find(name: string, shape: readonly number[]): Node {
    return this.declared.find((state) => state.name === name)?.before ?? this.declare(name, shape)
  }
}

import { same } from '../../described.js'
import type { Machine } from '../../kernels/isa.js'
import type { Layout } from '../planning/layout.js'
import type { Network } from '../tracing/network.js'
import type { RulesHandle } from './attached.js'
import { copyRows } from './rows.js'

/** A memory and how it is laid out. */
export interface Memory {
  readonly layout: Layout
  readonly machine: Machine
}

/** Moves parameters, optimizer state and the random generator into a new layout; state that is new begins as it should. */
export function moveState(before: Memory, after: Memory): void {
  const length = before.layout.parametersLength
  const [old, data] = [before.machine.data, after.machine.data]
  data.set(old.subarray(0, length))
  after.layout.updates.forEach((update, position) => {
    const known = before.layout.updates[position]
    update.states.forEach(({ name, start }, state) => {
      const from = known?.states.findIndex((candidate) => candidate.name === name) ?? -1
      const to = (update.firstState + state) * length
      if (known && from >= 0) {
        const at = (known.firstState + from) * length
        data.set(old.subarray(at, at + length), to)
      } else if (start === 'parameters') data.copyWithin(to, 0, length)
      else data.fill(start, to, to + length)
    })
  })
  moveRandomState(before, after)
}

function moveRandomState(before: Memory, after: Memory): void {
  const { randomState } = before.layout
  after.machine.words.set(before.machine.words.subarray(randomState, randomState + 4), after.layout.randomState)
}

/** Moves the passes under way. Nodes keep their order, so an old tape is the beginning of the new one. */
export function moveTapes(before: Memory, after: Memory): void {
  before.layout.plans.forEach((plan, position) => {
    const moved = after.layout.plans[position]
    if (!moved) return
    const [from, to] = [tapeBase(before.layout, position), tapeBase(after.layout, position)]
    for (let slot = 0; slot < plan.slots; slot++) {
      const at = from + slot * plan.slotLength
      const tape = before.machine.data.subarray(at, at + plan.slotLength)
      after.machine.data.set(tape, to + slot * moved.slotLength)
    }
  })
}

const tapeBase = ({ tapeStart, plans }: Layout, position: number): number =>
  plans.slice(0, position).reduce((at, plan) => at + plan.slotLength * plan.slots, tapeStart)

type Trained = Memory & { readonly network: Network }

/**
 * Takes over what another network learned: each parameter of the same name, and the state of each optimizer that both have
 * (`pairs`: their positions), in the rows and columns both have; the rest of that parameter is zero. The random generator
 * goes on from there.
 */
export function adoptParameters(
  from: Trained,
  to: Trained,
  pairs: readonly { readonly from: number; readonly to: number }[],
): void {
  const regions = [{ from: 0, to: 0 }, ...pairs.flatMap((pair) => stateRegions(from.layout, to.layout, pair))]
  to.network.parameters.forEach(({ name, shape }, index) => {
    const known = from.network.parameters.findIndex((parameter) => parameter.name === name)
    const source = from.network.parameters[known]
    if (!source) return
    const [start, end] = [from.layout.offsets[known] ?? 0, to.layout.offsets[index] ?? 0]
    for (const region of regions) {
      copyRows(
        { data: from.machine.data, at: region.from * from.layout.parametersLength + start, shape: source.shape },
        { data: to.machine.data, at: region.to * to.layout.parametersLength + end, shape },
      )
    }
  })
  moveRandomState(from, to)
}

/** Where the states of an optimizer are in two layouts, counted in lengths of the parameter vector. */
function stateRegions(
  from: Layout,
  to: Layout,
  pair: { readonly from: number; readonly to: number },
): { readonly from: number; readonly to: number }[] {
  const [source, target] = [from.updates[pair.from], to.updates[pair.to]]
  if (!source || !target) return []
  return target.states.flatMap(({ name }, index) => {
    const known = source.states.findIndex((state) => state.name === name)
    return known < 0 ? [] : [{ from: source.firstState + known, to: target.firstState + index }]
  })
}

interface Stepped {
  readonly attachments: readonly RulesHandle[]
}

/**
 * Takes over how far the optimizers of another engine are.
 *
 * @returns the positions of each optimizer that both have
 */
export function adoptSteps(from: Stepped, to: Stepped): { readonly from: number; readonly to: number }[] {
  return to.attachments.flatMap((handle, position) => {
    const index = from.attachments.findIndex(({ rules }) => same(rules, handle.rules))
    const known = from.attachments[index]
    if (!known) return []
    handle.steps = known.steps
    for (const [name, { value }] of known.cells) handle.cells.set(name, { value })
    return [{ from: index, to: position }]
  })
}

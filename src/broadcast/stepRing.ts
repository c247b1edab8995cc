import { type Delta, diff } from '../snapshots/deltas/delta.js'
import { mergeDeltas } from '../snapshots/deltas/mergeDeltas.js'
import type { State } from '../snapshots/deltas/shadow.js'
import { type Mark, sameMark } from './protocol.js'

interface Step {
  readonly from: Mark
  readonly delta: Delta
}

/** Memory for steps of the past, as a multiple of the state; and how many at most. */
const STATES = 4
const LENGTH = 64

const deltaBytes = ({ columns }: Delta): number =>
  columns.reduce((sum, column) => {
    if (column.kind === 'same') return sum
    if (column.kind === 'replaced') return sum + column.words.byteLength
    return sum + column.differences.byteLength * (column.kind === 'sparse' ? 2 : 1)
  }, 0)

/** The exact steps that led to a state, of one epoch: who missed k of them gets one delta, and not k. */
export class StepRing {
  private steps: Step[] = []
  private readonly merged = new Map<number, Delta>()

  /** Takes the step from a state that was held as `from` to the next one. */
  add(from: Mark, before: State, next: State): void {
    this.merged.clear()
    this.steps.push({ from, delta: diff(before, next) })
    let bytes = this.steps.reduce((sum, { delta }) => sum + deltaBytes(delta), 0)
    while (this.steps.length > LENGTH || (this.steps.length > 1 && bytes > STATES * next.body.byteLength)) {
      const dropped = this.steps.shift()
      bytes -= dropped ? deltaBytes(dropped.delta) : 0
    }
  }

  clear(): void {
    this.steps = []
    this.merged.clear()
  }

  /** Whether a way from there is known. */
  has(from: Mark): boolean {
    return this.steps.some((step) => sameMark(step.from, from))
  }

  /** The way to the latest state from a version that `has` knows. */
  deltaFrom(version: number): Delta {
    const known = this.merged.get(version)
    if (known) return known
    const at = this.steps.findIndex((step) => step.from.version === version)
    const first = this.steps[at]
    const rest = this.steps[at + 1]
    if (!first) throw new RangeError(`no step from version ${version}`)
    const delta = rest ? mergeDeltas(first.delta, this.deltaFrom(rest.from.version)) : first.delta
    this.merged.set(version, delta)
    return delta
  }
}

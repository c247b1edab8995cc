import type { Label } from '../../features/sample.js'
import { type MetricState, type Observation, type Predicted, weightOf } from './metric.js'

/** What was kept, as plain data, the oldest first. Lists of classes that are the same stand here once. */
interface KeptState {
  readonly classes: readonly (readonly Label[])[]
  readonly observations: readonly (Omit<KeptObservation, 'classes'> & { readonly classes?: number })[]
}

interface KeptObservation {
  readonly target: Observation['target']
  readonly prediction: Omit<Predicted, 'classes'>
  readonly classes: readonly Label[] | undefined
  readonly weight: number
}

/** A metric over the last observations: they are kept, and taken in anew whenever the figure is asked for. */
export class KeptObservations implements MetricState {
  private readonly capacity: number
  private readonly fresh: () => MetricState
  private readonly ring: KeptObservation[] = []
  private next = 0

  /** `capacity`: a positive whole number. */
  constructor(capacity: number, fresh: () => MetricState) {
    this.capacity = capacity
    this.fresh = fresh
  }

  update(observation: Observation): void {
    const weight = weightOf(observation)
    if (weight > 0) this.keep(copyOf(observation, weight, this.ring.at(this.next - 1)?.classes))
  }

  private keep(observation: KeptObservation): void {
    this.ring[this.next] = observation
    this.next = (this.next + 1) % this.capacity
  }

  private get inOrder(): readonly KeptObservation[] {
    return [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)]
  }

  value(): number {
    const state = this.fresh()
    for (const { target, prediction, classes, weight } of this.inOrder) {
      state.update({ target, prediction: classes ? { ...prediction, classes } : prediction, weight })
    }
    return state.value()
  }

  state(): KeptState {
    const lists = new Map<readonly Label[], number>()
    const observations = this.inOrder.map(({ classes, ...rest }) => {
      if (!classes) return rest
      const at = lists.get(classes) ?? lists.size
      lists.set(classes, at)
      return { ...rest, classes: at }
    })
    return { classes: [...lists.keys()], observations }
  }

  restore(state: unknown): void {
    const { classes: lists, observations } = state as KeptState
    for (const { classes, ...rest } of observations) {
      this.keep({ ...rest, classes: classes === undefined ? undefined : lists[classes] })
    }
  }
}

/** Predictions may be reused by who made them. A list of classes that stays the same is shared. */
function copyOf(
  { target, prediction }: Observation,
  weight: number,
  before: readonly Label[] | undefined,
): KeptObservation {
  const { probabilities, classes, values, ...rest } = prediction
  return {
    target: typeof target === 'object' ? Float64Array.from(target as ArrayLike<number>) : target,
    prediction: {
      ...rest,
      ...(probabilities ? { probabilities: Float64Array.from(probabilities) } : {}),
      ...(values ? { values: Float64Array.from(values) } : {}),
    },
    classes: classes && (sameLabels(classes, before) ? before : [...classes]),
    weight,
  }
}

const sameLabels = (labels: readonly Label[], others: readonly Label[] | undefined): others is readonly Label[] =>
  labels.length === others?.length && labels.every((label, k) => label === others[k])

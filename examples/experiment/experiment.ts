import { createRandom, type Model, type TrainingSample } from 'eddy'
import { type Observable, Subject } from 'rxjs'

/** A network, what it is to learn, and how: everything but the seed it starts from. */
export interface Experiment<Case extends TrainingSample = TrainingSample> {
  readonly cases: readonly Case[]
  readonly model: (seed: number) => Model
  readonly training: (model: Model) => (samples$: Observable<Case>) => Observable<unknown>
  /** A new order of the cases in every sweep; default false: always the same order. */
  readonly shuffled?: boolean
}

/** One start of an experiment. */
export interface Run {
  readonly model: Model
  /** Sends all cases through the training pipeline, once. */
  readonly sweep: () => void
  /** Sweeps until `done`, or `most` of them; returns how many there were, or Infinity if it wasn't done by then. */
  readonly sweepUntil: (done: (model: Model) => boolean, most: number) => number
}

/** A random order of the cases (Fisher-Yates). */
export function shuffle<T>(cases: readonly T[], random: () => number): readonly T[] {
  const order = [...cases]
  for (let last = order.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1))
    const [one, other] = [order[chosen], order[last]]
    if (one !== undefined && other !== undefined) [order[chosen], order[last]] = [other, one]
  }
  return order
}

export function begin<Case extends TrainingSample>(experiment: Experiment<Case>, seed: number): Run {
  const { cases, shuffled = false } = experiment
  const model = experiment.model(seed)
  const random = createRandom(seed + 1000).next
  const samples$ = new Subject<Case>()
  experiment.training(model)(samples$).subscribe()
  const sweep = (): void => {
    for (const each of shuffled ? shuffle(cases, random) : cases) samples$.next(each)
  }
  const sweepUntil = (done: (model: Model) => boolean, most: number): number => {
    for (let sweeps = 1; sweeps <= most; sweeps++) {
      sweep()
      if (done(model)) return sweeps
    }
    return Infinity
  }
  return { model, sweep, sweepUntil }
}

/** Several starts: what each took, with the model it ended with. */
export function starts<Case extends TrainingSample>(
  experiment: Experiment<Case>,
  { seeds, most, done }: { readonly seeds: number; readonly most: number; readonly done: (model: Model) => boolean },
): readonly (Run & { readonly sweeps: number })[] {
  return Array.from({ length: seeds }, (_, seed) => {
    const run = begin(experiment, seed)
    return { ...run, sweeps: run.sweepUntil(done, most) }
  })
}

/** How many starts were solved within `most` sweeps. */
export const solvedOf = (runs: readonly { readonly sweeps: number }[], most = Infinity): number =>
  runs.filter(({ sweeps }) => Number.isFinite(sweeps) && sweeps <= most).length

/** The middle of the sweeps of all starts, an unsolved one taking infinitely many. */
export const medianSweeps = (runs: readonly { readonly sweeps: number }[]): number =>
  median(runs.map(({ sweeps }) => sweeps))

/** The middle of the sorted values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

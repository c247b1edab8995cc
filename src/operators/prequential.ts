import type { OperatorFunction } from 'rxjs'
import { defaultMetrics } from '../evaluation/defaults.js'
import { aMetric, type Metric, metricWindow } from '../evaluation/metrics/metric.js'
import type { Prediction, Task } from '../evaluation/prediction.js'
import type { Target } from '../features/sample.js'
import { callback, checkOptions, count, custom, listOf, share, type TableOf } from '../options.js'
import { checkMetrics, createScoreboard, type Scoreboard, type Scores } from '../evaluation/scoreboard.js'
import { type Rejection, Rejections } from '../rejection.js'
import { weightFault } from './learner/sampleFault.js'
import { recordFault } from './recordFault.js'
import { operate } from './operate.js'

/** The part of what `learn` emits that is evaluated: a prediction made before its target was learned. */
export interface Tested {
  readonly samples: number
  readonly target: Target
  readonly prediction: Prediction
  /** The sample: its `weight` says how often it counts, once if left out. */
  readonly sample?: unknown
  /** How many samples were set aside so far. */
  readonly rejected?: number
}

export interface PrequentialOptions {
  /**
   * Left out: accuracy, kappa and log loss for labels; MAE, RMSE and R2 for numbers. Two metrics can't have one name.
   * `defineMetric` makes one of your own.
   */
  readonly metrics?: readonly Metric[]
  /** Scored samples the `windowed` figures look back on; 1000. */
  readonly window?: number
  /** Samples from report to report; 100. */
  readonly everySamples?: number
  /** Also `faded` figures, in which each sample counts this many times as much as the next; 0.999 looks back about 1000. */
  readonly fading?: number
  /** What an earlier run had measured. */
  readonly resume?: PrequentialState | undefined
  /** Told how to ask for what was measured so far, for a checkpoint. */
  readonly onState?: (state: () => PrequentialState) => void
  /**
   * Told each value that is no record of a prediction and its target, or whose weight is none: it is set aside, and the
   * others go on.
   */
  readonly onRejected?: (rejection: Rejection) => void
}

const table: TableOf<PrequentialOptions> = {
  metrics: listOf(aMetric),
  window: metricWindow,
  everySamples: count,
  fading: share,
  resume: custom('what `onState` told', (value) => {
    const { pending } = value as Partial<PrequentialState>
    return typeof value === 'object' && Number.isSafeInteger(pending)
  }),
  onState: callback,
  onRejected: callback,
}

/** What was measured so far, as plain data. */
export interface PrequentialState {
  /** None before the first sample. */
  readonly last?: Pick<Tested, 'samples' | 'rejected'> & { readonly task: Task }
  /** Since the last report. */
  readonly pending: number
  readonly scores?: unknown
}

export interface Report extends Scores {
  /** As the learner counts them. */
  readonly samples: number
  readonly rejected?: number
}

/**
 * Test-then-train: a report every `everySamples` samples, and one at completion for what came since (so an empty
 * source reports nothing). State begins with each subscription, or where `resume` left off.
 *
 * Model and baselines are judged on the very same samples: one that any of them could not predict, as nothing was known yet,
 * is scored by none and counted as `unpredicted`. Every sample counts as often as its weight says, 0 not at all. A metric of
 * the wrong task is an error notification (ERR_OPTION); so is a metric of your own that throws (ERR_METRIC).
 *
 * @throws {EddyError} ERR_OPTION for an option that is out of range or unknown, and for two metrics of one name
 *
 * Source: Gama, Sebastiao & Rodrigues 2013, "On evaluating stream learning algorithms".
 */
export function prequential(options: PrequentialOptions = {}): OperatorFunction<Tested, Report> {
  checkOptions('prequential', options, table)
  checkMetrics(options.metrics ?? [])
  const { window = 1000, everySamples = 100 } = options
  return operate((out) => {
    const evaluation = evaluate({ ...options, window, everySamples })
    const rejections = new Rejections('prequential({ onRejected })')
    if (options.onRejected) rejections.listen(options.onRejected)
    const emit = (report: Report | undefined): void => {
      if (report) out.next(report)
    }
    return {
      next: (tested) => {
        const fault = recordFault(tested) ?? weightFault(weightIn(tested.sample))
        if (fault) rejections.report(tested, fault)
        else emit(evaluation.take(tested))
      },
      complete: () => {
        emit(evaluation.finish())
        out.complete()
      },
    }
  })
}

interface Evaluation {
  /** A report where one is due. */
  readonly take: (tested: Tested) => Report | undefined
  /** A report where samples came since the last. */
  readonly finish: () => Report | undefined
}

type Counts = Required<Pick<PrequentialOptions, 'window' | 'everySamples'>>

function evaluate({ metrics, window, everySamples, fading, resume, onState }: PrequentialOptions & Counts): Evaluation {
  const begin = (task: Task): Scoreboard => createScoreboard(task, metrics ?? defaultMetrics(task), { window, fading })
  let latest: Tested | undefined
  let scoreboard = resume?.last && begin(resume.last.task)
  let pending = resume?.pending ?? 0
  scoreboard?.restore(resume?.scores)
  const lastOf = (): PrequentialState['last'] => {
    if (!latest) return resume?.last
    const { samples, rejected, prediction } = latest
    return { samples, ...(rejected === undefined ? {} : { rejected }), task: prediction.task }
  }
  const finish = (): Report | undefined => {
    const last = lastOf()
    if (scoreboard === undefined || last === undefined || pending === 0) return undefined
    pending = 0
    return reportOf(last, scoreboard.read())
  }
  const take = (tested: Tested): Report | undefined => {
    scoreboard ??= begin(tested.prediction.task)
    scoreboard.update({ target: tested.target, prediction: tested.prediction, weight: weightIn(tested.sample) })
    latest = tested
    pending++
    return pending === everySamples ? finish() : undefined
  }
  onState?.(() => {
    const last = lastOf()
    return last ? { last, pending, scores: scoreboard?.state() } : { pending }
  })
  return { take, finish }
}

const weightIn = (sample: unknown): number => (sample as { readonly weight?: number } | undefined)?.weight ?? 1

function reportOf({ samples, rejected }: Pick<Tested, 'samples' | 'rejected'>, scores: Scores): Report {
  return rejected === undefined ? { samples, ...scores } : { samples, rejected, ...scores }
}

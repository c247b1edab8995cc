import type { OperatorFunction } from 'rxjs'
import { aDetector, type Detector, type DriftLevel } from '../evaluation/drift/detector.js'
import { DriftWatch, type Watched, watched, type WatchedSample } from '../evaluation/drift/driftWatch.js'
import { callback, checkOption, checkOptions, required, type TableOf } from '../options.js'
import { type Rejection, Rejections } from '../rejection.js'
import { recordFault } from './recordFault.js'
import { mapPresent } from './mapPresent.js'

/** One change that was noticed. */
export interface DriftEvent {
  /** Samples learned until then. */
  readonly samples: number
  readonly detector: string
  readonly of: Watched
  readonly level: Exclude<DriftLevel, 'none'>
  /** The value that made it sure. */
  readonly value: number
}

export interface DetectDriftOptions {
  /** What is watched; default the error. */
  readonly of?: Watched
  /** Told each value that is no record of `learn`: it is set aside, and the others go on. */
  readonly onRejected?: (rejection: Rejection) => void
}

const table: TableOf<DetectDriftOptions> = { of: watched, onRejected: callback }

/**
 * One event per drift (and per sample of a warning) of what `learn` emits. State begins with each subscription.
 * A detector of your own that throws ends it with ERR_DETECTOR.
 *
 * ```ts
 * samples$.pipe(learn(learner), detectDrift(adwin())).subscribe(({ samples }) => console.log('drift at', samples))
 * ```
 */
export function detectDrift(
  detector: Detector,
  options: DetectDriftOptions = {},
): OperatorFunction<WatchedSample & { readonly samples: number }, DriftEvent> {
  checkOption('detectDrift', 'detector', detector, required(aDetector))
  checkOptions('detectDrift', options, table)
  const { of = 'error', onRejected } = options
  return mapPresent(() => {
    const watch = new DriftWatch(detector, of)
    const rejections = new Rejections('detectDrift(detector, { onRejected })')
    if (onRejected) rejections.listen(onRejected)
    return (learned) => {
      const fault = recordFault(learned)
      if (!fault) return eventOf(watch, learned)
      rejections.report(learned, fault)
      return undefined
    }
  })
}

export function eventOf(
  watch: DriftWatch,
  learned: WatchedSample & { readonly samples: number },
): DriftEvent | undefined {
  const { level, value } = watch.take(learned)
  if (level === 'none') return undefined
  return { samples: learned.samples, detector: watch.name, of: watch.of, level, value }
}

import type { OperatorFunction } from 'rxjs'
import type { Detector, DriftLevel } from '../evaluation/drift/detector.js'
import { DriftWatch, type Watched, type WatchedSample } from '../evaluation/drift/driftWatch.js'
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

/**
 * One event per drift (and per sample of a warning) of what `learn` emits. State begins with each subscription.
 *
 * ```ts
 * samples$.pipe(learn(learner), detectDrift(adwin())).subscribe(({ samples }) => console.log('drift at', samples))
 * ```
 */
export function detectDrift(
  detector: Detector,
  { of = 'error' }: { readonly of?: Watched } = {},
): OperatorFunction<WatchedSample & { readonly samples: number }, DriftEvent> {
  return mapPresent(() => {
    const watch = new DriftWatch(detector, of)
    return (learned) => eventOf(watch, learned)
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

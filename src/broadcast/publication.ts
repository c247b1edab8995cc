import { onAbort } from '../abort.js'
import { type AsyncClosing, closedBy } from '../closing.js'
import type { EddyError } from '../error.js'
import type { Model } from '../operators/model.js'
import type { Learner } from '../operators/learner/learner.js'
import type { SnapshotAbout } from '../snapshots/about.js'
import type { Column } from '../snapshots/column.js'
import { captureSnapshot } from '../snapshots/snapshot.js'
import { fittingAbout } from './live/fittingAbout.js'
import { LearnerLive } from './live/learnerLive.js'
import type { PublishOptions } from './publishOptions.js'
import { warn } from '../warnings.js'

/** A model under a name, published while it learns. `await using` stops it. */
export interface Publication extends AsyncClosing, Publishing {}

/** What a publication does. */
export interface Publishing {
  readonly version: number
  /** Publishes now, whether anything was learned or not; after `stop()` nothing more. */
  publishNow(): void
  /** Ends it. Subscribers keep the last version, and the name is free: what is published under it next starts anew. */
  stop(): void
}

/** Takes a version; returns its number. */
export type TakeVersion = (columns: readonly Column[], about: SnapshotAbout) => number

/** Captures the source now, and then whenever it learned something, at most every `everyMs`. Nothing before its first sample. */
export function startPublication(
  source: Learner | Model,
  { everyMs = 200, everySamples = 1, about = () => ({}), onWarning = onConsole }: PublishOptions,
  take: TakeVersion,
): Publishing {
  let published = -1
  let version = 0
  let warned = false
  let stopped = false
  const live = 'task' in source ? new LearnerLive(source, () => performance.now()) : undefined
  const stepsOf = (): number => ('task' in source ? (source.model?.steps ?? -1) : source.steps)
  const publishNow = (): void => {
    const steps = stepsOf()
    if (steps < 0 || stopped) return
    const { columns, about: known } = captureSnapshot(source)
    const counts = { ...known, takenAtMs: Date.now() }
    const fitting = fittingAbout({ counts, own: about, told: live?.about() ?? {} })
    published = steps
    version = take(columns, fitting.about)
    if (!fitting.refused || warned) return
    warned = true
    onWarning(fitting.refused)
  }
  publishNow()
  const unwatch = live?.watch()
  const timer = setInterval(() => {
    const steps = stepsOf()
    if (published < 0 || steps - published >= everySamples) publishNow()
  }, everyMs)
  return {
    get version() {
      return version
    },
    publishNow,
    stop: () => {
      stopped = true
      clearInterval(timer)
      unwatch?.()
    },
  }
}

/** Stops what is published when the signal of its owner aborts, and at the end of the block of an `await using`. */
export function ownedPublication<P extends Publishing>(
  publishing: P,
  signal: AbortSignal | undefined,
): P & AsyncClosing {
  const stop = publishing.stop.bind(publishing)
  const unfollow = onAbort(signal, stop)
  publishing.stop = () => {
    unfollow()
    stop()
  }
  return closedBy(publishing, (it) => it.stop())
}

/** For a signal that has aborted already: nothing was begun. */
export const stoppedPublication = (): Publication =>
  closedBy({ version: 0, publishNow: () => undefined, stop: () => undefined }, () => undefined)

const onConsole = ({ message }: EddyError): void => warn(message)

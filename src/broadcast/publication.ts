import type { Model } from '../layers/model/model.js'
import type { Learner } from '../operators/learner/learner.js'
import type { SnapshotAbout } from '../snapshots/about.js'
import type { Column } from '../snapshots/column.js'
import { captureSnapshot } from '../snapshots/snapshot.js'
import { LearnerLive } from './live/learnerLive.js'

export interface PublishOptions {
  /** Milliseconds between versions, at least; default 200. */
  readonly everyMs?: number
  /** Publish only after so many steps more. */
  readonly everySamples?: number
  /** Said about each version besides the counts; of a learner, besides or instead of its figures and latest pairs. */
  readonly about?: () => Partial<SnapshotAbout>
  /** Of two trainers the one with the larger fence counts; default: the learner's own, if `openLearner` made it, else 0. */
  readonly fence?: number
}

/** A model under a name, published while it learns. */
export interface Publication {
  readonly version: number
  /** Publishes now, whether anything was learned or not. */
  publishNow(): void
  stop(): void
}

/** The fence under which a source is published. */
export const fenceOf = (source: Learner | Model, { fence }: PublishOptions): number =>
  fence ?? ('fence' in source && typeof source.fence === 'number' ? source.fence : 0)

/** Takes a version; returns its number. */
export type TakeVersion = (columns: readonly Column[], about: SnapshotAbout) => number

/** Captures the source now, and then whenever it learned something, at most every `everyMs`. Nothing before its first sample. */
export function startPublication(
  source: Learner | Model,
  { everyMs = 200, everySamples = 1, about }: PublishOptions,
  take: TakeVersion,
): Publication {
  let published = -1
  let version = 0
  const live = 'task' in source ? new LearnerLive(source, () => performance.now()) : undefined
  const unwatch = live?.watch()
  const stepsOf = (): number => ('task' in source ? (source.model?.steps ?? -1) : source.steps)
  const publishNow = (): void => {
    const steps = stepsOf()
    if (steps < 0) return
    const { columns, about: counts } = captureSnapshot(source)
    published = steps
    version = take(columns, { ...counts, takenAtMs: Date.now(), ...live?.about(), ...about?.() })
  }
  const timer = setInterval(() => {
    const steps = stepsOf()
    if (published < 0 || steps - published >= everySamples) publishNow()
  }, everyMs)
  publishNow()
  return {
    get version() {
      return version
    },
    publishNow,
    stop: () => {
      clearInterval(timer)
      unwatch?.()
    },
  }
}

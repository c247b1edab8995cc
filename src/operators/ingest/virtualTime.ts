import { asyncScheduler, type SchedulerLike } from 'rxjs'

/**
 * Whether a scheduler shows another time than the system's. Inside `TestScheduler.run` time is virtual and begins at 0;
 * the system's lies after the start of this process.
 */
export const isVirtual = (scheduler: SchedulerLike): boolean => scheduler.now() < performance.timeOrigin

/** Milliseconds now: the scheduler's where they are virtual, else those of a clock that never goes back. */
export const nowOf = (scheduler: SchedulerLike = asyncScheduler): number =>
  isVirtual(scheduler) ? scheduler.now() : performance.now()

import { Observable, type OperatorFunction, takeWhile } from 'rxjs'
import type { Sample } from '../features/sample.js'
import type { Learned } from './learner/learned.js'
import type { Learner } from './learner/learner.js'

/**
 * Test, then train: emits for each sample the prediction made before learning from it. The learner holds the model,
 * so every subscription trains the same one. A sample that comes while one is being emitted (a subscriber that feeds
 * the source) waits its turn: order is kept.
 */
export function learn<S extends Sample>(learner: Learner): OperatorFunction<S, Learned<S>> {
  return (source) =>
    new Observable((subscriber) => {
      const waiting: S[] = []
      let busy = false
      const step = (sample: S): void => {
        let learned: Learned<S> | undefined
        try {
          learned = learner.learn(sample)
        } catch (error) {
          subscriber.error(error)
          return
        }
        if (learned) subscriber.next(learned)
      }
      // A source that emits while it is subscribed to can't be unsubscribed yet; this leaves it all the same.
      return source.pipe(takeWhile(() => !subscriber.closed)).subscribe({
        next: (sample) => {
          if (busy) {
            waiting.push(sample)
            return
          }
          busy = true
          step(sample)
          for (let next = waiting.shift(); next !== undefined && !subscriber.closed; next = waiting.shift()) step(next)
          busy = false
        },
        error: (error: unknown) => subscriber.error(error),
        complete: () => subscriber.complete(),
      })
    })
}

import { custom, type Expectation, hasMethods, madeBy } from '../options.js'

/** A scheduler of RxJS, of whatever copy of it. */
export const aScheduler: Expectation = custom('a scheduler of RxJS', (value) => hasMethods(value, 'now', 'schedule'))

/** An observable of RxJS, of whatever copy of it. */
export const anObservable: Expectation = madeBy('an observable', 'of(1, 2)', (value) =>
  hasMethods(value, 'subscribe', 'pipe'),
)

import { Observable } from 'rxjs'
import type { Sample } from '../../features/sample.js'
import { checkOption, checkOptions, required } from '../../options.js'
import { anObservable } from '../rxjsValues.js'
import { JoinedStreams } from './joinedStreams.js'
import { JOIN_LABELS, type JoinLabelsOptions } from './joinLabelsOptions.js'
import type { Joined, Outcome } from './labelJoin.js'

/**
 * Samples of requests and the labels that come later, joined by key, for `learn`. In either order, each at most once;
 * what expires, is given up or belongs to nothing is told. With a `predictor` the prediction is made when the request
 * comes, by the model of that moment. Completes when both sides have.
 *
 * ```ts
 * joinLabels(requests$, outcomes$, { key: 'id', expireAfterMs: 60_000, predictor: learner }).pipe(learn(learner))
 * ```
 *
 * Kept with a learner of `openLearner`, what is in flight outlasts the process:
 *
 * ```ts
 * const onState = (state) => learner.keep('labels', state)
 * joinLabels(requests$, outcomes$, { resume: learner.kept('labels'), onState, onTaken: learner.taken })
 * ```
 *
 * What a callback throws is an error notification.
 *
 * @throws {EddyError} ERR_OPTION for an option that is out of range or unknown
 */
export function joinLabels<S extends Sample, O extends Outcome>(
  requests$: Observable<S>,
  outcomes$: Observable<O>,
  options: JoinLabelsOptions<S> = {},
): Observable<Joined<S>> {
  checkOption('joinLabels', 'requests$', requests$, required(anObservable))
  checkOption('joinLabels', 'outcomes$', outcomes$, required(anObservable))
  checkOptions('joinLabels', options, JOIN_LABELS)
  return new Observable((out) => new JoinedStreams<S>(out, options).start(requests$, outcomes$))
}

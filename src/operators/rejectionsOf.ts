import { Observable } from 'rxjs'
import type { Rejection, Rejections } from '../rejection.js'

/** Samples that were set aside from now on, with their reasons, as an observable. Never completes. */
export function rejectionsOf<S>(rejections: Rejections): Observable<Rejection<S>> {
  return new Observable((subscriber) => rejections.listen((rejection) => subscriber.next(rejection as Rejection<S>)))
}

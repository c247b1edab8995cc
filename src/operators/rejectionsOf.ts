import { Observable } from 'rxjs'
import { checkOption, custom, hasMethods, required } from '../options.js'
import type { Rejection, Rejections } from '../rejection.js'

const someRejections = custom("a model's `rejections`", (value) => hasMethods(value, 'listen', 'report'))

/** Samples that were set aside from now on, with their reasons, as an observable. Never completes. */
export function rejectionsOf<S>(rejections: Rejections): Observable<Rejection<S>>
/** The same of records that were set aside before they became samples. */
export function rejectionsOf<R extends { readonly code: string; readonly reason: string }>(
  rejections: Rejections<R>,
): Observable<R>
export function rejectionsOf<R extends { readonly code: string; readonly reason: string }>(
  rejections: Rejections<R>,
): Observable<R> {
  checkOption('rejectionsOf', 'rejections', rejections, required(someRejections))
  return new Observable((subscriber) => rejections.listen((rejection) => subscriber.next(rejection)))
}

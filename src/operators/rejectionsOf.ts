import { Observable } from 'rxjs'
import type { Rejection, Rejections } from '../rejection.js'

/** Samples that were set aside from now on, with their reasons, as an observable. Never completes. */
export function rejectionsOf<S>(rejections: Rejections): Observable<Rejection<S>>
/** The same of records that were set aside before they became samples. */
export function rejectionsOf<R extends { readonly code: string; readonly reason: string }>(
  rejections: Rejections<R>,
): Observable<R>
export function rejectionsOf<R extends { readonly code: string; readonly reason: string }>(
  rejections: Rejections<R>,
): Observable<R> {
  return new Observable((subscriber) => rejections.listen((rejection) => subscriber.next(rejection)))
}

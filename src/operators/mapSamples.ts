import type { OperatorFunction } from 'rxjs'
import { EddyError } from '../error.js'
import type { Rejections } from '../rejection.js'
import { readingFault } from '../unreadable.js'
import { mapPresent } from './mapPresent.js'

/**
 * As `mapPresent`, for values that come from outside. Where `project` throws because the value can't be read (it is no
 * object, or a Proxy or getter of it throws), the value is set aside with its reason, and the stream goes on. Any other
 * error is an error notification: code is to blame then, not the value.
 */
export function mapSamples<T, R>(
  rejections: Rejections,
  start: () => (value: T) => R | undefined,
): OperatorFunction<T, R> {
  return mapPresent(() => {
    const project = start()
    return (value) => {
      try {
        return project(value)
      } catch (error) {
        return setAsideUnreadable(rejections, value, error)
      }
    }
  })
}

/** After handling `value` threw `error`: sets the value aside if it can't be read, otherwise throws the error again. */
export function setAsideUnreadable(rejections: Rejections, value: unknown, error: unknown): undefined {
  const fault = error instanceof EddyError ? undefined : readingFault(value)
  if (!fault) throw error
  rejections.report(value, fault)
}

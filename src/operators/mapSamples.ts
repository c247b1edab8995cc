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
    return (value) => orSetAside(rejections, value, project)
  })
}

/** What `handle` makes of a value. If it throws as the value can't be read, the value is set aside; see `mapSamples`. */
export function orSetAside<T, R>(rejections: Rejections, value: T, handle: (value: T) => R): R | undefined {
  try {
    return handle(value)
  } catch (error) {
    const fault = error instanceof EddyError ? undefined : readingFault(value)
    if (!fault) throw error
    rejections.report(value, fault)
    return undefined
  }
}

import { config } from 'rxjs'
import { expect } from 'vitest'
import { EddyError } from '../../../src/index.js'
import type { CallbackRow } from './callbackRows.js'

/** Milliseconds until a callback must have thrown. */
const WAIT_MS = 5000

/**
 * Subscribes to the stream of a row. What its callback throws must arrive as an error notification, itself or as the cause
 * of an EddyError, or in the reason of something set aside; and nowhere else.
 */
export async function expectToArrive({ run }: CallbackRow): Promise<void> {
  const thrown = new Error('thrown by a callback of the user')
  const unhandled: unknown[] = []
  config.onUnhandledError = (error) => unhandled.push(error)
  try {
    const arrived = await new Promise<unknown>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('the callback did not throw')), WAIT_MS)
      const found = (value: unknown): void => {
        clearTimeout(late)
        setTimeout(() => resolve(value), 2)
      }
      const boom = (): never => {
        throw thrown
      }
      run(boom, found).subscribe({ error: found, complete: () => found('completed') })
    })
    if (typeof arrived === 'string') expect(arrived).toContain(thrown.message)
    else expect(arrived instanceof EddyError ? (arrived.cause ?? arrived) : arrived).toBe(thrown)
    expect(unhandled).toEqual([])
  } finally {
    config.onUnhandledError = null
  }
}

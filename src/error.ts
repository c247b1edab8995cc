import type { ErrorCode } from './errorCodes.js'

/** What may be said of an error besides its message. */
export interface EddyErrorOptions {
  /** The error of a callback, of the system or of a library that led to this one. */
  readonly cause?: unknown
}

/**
 * Every error that Eddy throws on purpose. `code` is stable: a program may compare it. The message says what was expected,
 * what came, and the way out; its words may change. `cause` is the error behind it, where there is one.
 */
export class EddyError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options: EddyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : options)
    this.name = 'EddyError'
    this.code = code
  }
}

/**
 * Every error Eddy throws on purpose: `code` is stable and part of the API; the message says what was expected,
 * what came, and the way out, and may improve.
 */
export class EddyError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'EddyError'
    this.code = code
  }
}

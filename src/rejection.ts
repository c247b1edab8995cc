import type { ErrorCode } from './errorCodes.js'
import { Warnings } from './warnings.js'

/** Why a sample was set aside. `index` is the position in the input, target or batch that was wrong, where there is one. */
export interface Rejection<S = unknown> {
  readonly sample: S
  readonly code: RejectionCode
  readonly reason: string
  readonly index?: number
}

/** The codes of samples that are set aside. */
export type RejectionCode = Extract<
  ErrorCode,
  | 'ERR_SAMPLE'
  | 'ERR_SAMPLE_TOO_BIG'
  | 'ERR_INPUT_LENGTH'
  | 'ERR_INPUT_VALUE'
  | 'ERR_INPUT_TYPE'
  | 'ERR_ID'
  | 'ERR_FEATURES'
  | 'ERR_FEATURE_MISSING'
  | 'ERR_FEATURE_TEXT'
  | 'ERR_FEATURE_TYPE'
  | 'ERR_TARGET_LENGTH'
  | 'ERR_TARGET_VALUE'
  | 'ERR_TARGET_MISSING'
  | 'ERR_WEIGHT'
  | 'ERR_KEY'
  | 'ERR_STATE_NOT_FINITE'
  | 'ERR_LOSS_NOT_FINITE'
  | 'ERR_GRADIENT_NOT_FINITE'
  | 'ERR_SCHEDULE'
  | 'ERR_STEP_NOT_FINITE'
  | 'ERR_IN_FLIGHT'
  | 'ERR_TAPE_OVERWRITTEN'
  | 'ERR_LAYER'
  | 'ERR_NO_MODEL'
  | 'ERR_OVERFLOW'
>

/** What was wrong, before it is known with which sample. */
export class Fault {
  readonly code: RejectionCode
  readonly reason: string
  readonly index: number | undefined

  constructor(code: RejectionCode, reason: string, index?: number) {
    this.code = code
    this.reason = reason
    this.index = index
  }
}

export const isFault = (value: unknown): value is Fault => value instanceof Fault

/**
 * Counts what was set aside and tells whoever listens. While nobody does, the first of each code is printed on the console, so
 * that nothing is lost unnoticed.
 */
export class Rejections<R extends { readonly code: string; readonly reason: string } = Rejection> {
  count = 0
  private readonly listeners = new Set<(rejection: R) => void>()
  private readonly warnings = new Warnings()
  private readonly listening: string

  /** @param listening how to listen, for the line on the console: 'learner.rejected$.subscribe(...)' */
  constructor(listening: string) {
    this.listening = listening
  }

  report(this: Rejections, sample: unknown, { code, reason, index }: Fault): void {
    this.tell(index === undefined ? { sample, code, reason } : { sample, code, reason, index })
  }

  /** Counts one, and tells of it. */
  tell(rejection: R): void {
    this.count += 1
    if (this.listeners.size === 0) this.sayUnheard(rejection)
    for (const listener of this.listeners) listener(rejection)
  }

  private sayUnheard({ code, reason }: R): void {
    this.warnings.once(
      code,
      () =>
        `set aside (${code}): ${reason}. The rest goes on, and others with this code are only counted. ${this.listening} tells of each and silences this`,
    )
  }

  /** Returns the function that stops listening. */
  listen(listener: (rejection: R) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

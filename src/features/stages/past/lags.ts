import { checkCount } from '../checkCount.js'
import type { FeatureDefinition } from '../../feature.js'
import { checkRemembered, type Past, type Remembered, Remembering, type RememberingOptions } from './remembering.js'

export interface LagsOptions extends RememberingOptions {
  /** How many earlier values: 'name lag 1' is that of the row before, up to 'name lag `count`'. Default 1. */
  readonly count?: number
}

/**
 * Earlier values of some columns, numbers or text, beside the present ones, each from its first value on. "Earlier" is
 * in the order of learning, and never the row's own: a question is answered with the rows learned so far. To stand before
 * the stages that scale or encode these columns.
 *
 * @throws {EddyError} ERR_OPTION for no column, or a count that is none
 */
export function lags({ count = 1, ...remembered }: LagsOptions): FeatureDefinition {
  const checked = checkRemembered('lags', remembered)
  checkCount('lags', { count })
  return { name: 'lags', settings: { ...checked, count }, create: () => new LagsStage(checked, count) }
}

class LagsStage extends Remembering {
  constructor(options: Remembered, count: number) {
    super(options, { length: count, parts: Array.from({ length: count }, (_, index) => `lag ${index + 1}`) })
  }

  protected outputOf(past: Past, part: number): number | string {
    return past[past.length - 1 - part] ?? Number.NaN
  }

  /** A gap keeps its place: lag 1 is the row before, whatever it had. */
  protected keeps(): boolean {
    return true
  }

  protected faultOf(): undefined {
    return undefined
  }
}

import { checkOptions, size, type TableOf } from '../../../options.js'
import { made, type FeatureDefinition } from '../../feature.js'
import {
  type Past,
  type Remembered,
  Remembering,
  type RememberingOptions,
  remembered,
  rememberingTable,
} from './remembering.js'

export interface LagsOptions extends RememberingOptions {
  /** How many earlier values: 'name lag 1' is that of the row before, up to 'name lag `count`'. Default 1. */
  readonly count?: number
}

const table: TableOf<LagsOptions> = { ...rememberingTable, count: size }

/**
 * Earlier values of some columns, numbers or text, beside the present ones, each from its first value on. "Earlier" is
 * in the order of learning, and never the row's own: a question is answered with the rows learned so far. To stand before
 * the stages that scale or encode these columns.
 *
 * @throws {EddyError} ERR_OPTION for no column, or a count that is none
 */
export function lags(options: LagsOptions): FeatureDefinition {
  checkOptions('lags', options, table)
  const { count = 1, ...which } = options
  const kept = remembered(which)
  return made('lags', { ...kept, count }, () => new LagsStage(kept, count))
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

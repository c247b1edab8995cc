import { log } from '../../../kernels/float64Math.js'
import { checkOptions, type NoOptions } from '../../../options.js'
import { made, type FeatureDefinition, type FeatureStage, type FeatureState } from '../../feature.js'
import type { Row } from '../../row.js'
import { SameColumns } from './sameColumns.js'

/** sign(x) ln(1 + |x|) of every number, for heavy tails: amounts, counts, prices. */
export function logCompress(options: NoOptions = {}): FeatureDefinition {
  checkOptions('logCompress', options, {})
  return made('logCompress', {}, () => new LogCompressStage())
}

class LogCompressStage extends SameColumns implements FeatureStage {
  learn(row: Row): void {
    this.follow(row)
  }

  protected value(value: number): number {
    return Math.sign(value) * log(1 + Math.abs(value))
  }

  state(): FeatureState {
    return { json: this.names(), numbers: new Float64Array(0) }
  }

  restore({ json }: FeatureState): void {
    this.restoreNames(json)
  }
}

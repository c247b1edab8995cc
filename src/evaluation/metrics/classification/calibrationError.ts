import { checkOptions, size, type TableOf } from '../../../options.js'
import { resumable } from '../../resumable.js'
import { qualifiedName } from '../metricName.js'
import { asProbability } from './asProbability.js'
import { measuredMetric, type Summary } from '../measuredMetric.js'
import type { Metric } from '../metric.js'

export interface CalibrationErrorOptions {
  /** Of equal width; default 10. */
  readonly bins?: number
}

const table: TableOf<CalibrationErrorOptions> = { bins: size }

/**
 * Expected calibration error: how far, in bins by confidence, the share of right labels is from the confidence claimed;
 * 0 is honest. Where a prediction has a label and no probabilities, it claims to be certain. Source: Naeini, Cooper & Hauskrecht 2015.
 *
 * @throws {EddyError} ERR_OPTION unless `bins` is a positive whole number
 */
export function calibrationError(options: CalibrationErrorOptions = {}): Metric {
  checkOptions('calibrationError', options, table)
  const { bins = 10 } = options
  return measuredMetric({
    name: qualifiedName('calibrationError', bins === 10 ? undefined : `${bins} bins`),
    task: 'classification',
    width: 2,
    measure:
      () =>
      ({ target, prediction }, into, offset) => {
        const { probabilities, label } = prediction
        let confidence = probabilities ? 0 : 1
        for (let k = 0; k < (probabilities?.length ?? 0); k++) {
          const probability = asProbability(probabilities?.[k])
          if (probability > confidence) confidence = probability
        }
        into[offset] = confidence
        into[offset + 1] = label === target ? 1 : 0
      },
    summarise: () => binned(bins),
  })
}

function binned(bins: number): Summary {
  const empty = (): Float64Array => new Float64Array(bins)
  const { memory, ...remembers } = resumable({ counts: empty(), claimed: empty(), right: empty() })
  return {
    ...remembers,
    add(measurements, offset, weight) {
      const { counts, claimed, right } = memory
      const confidence = measurements[offset] ?? 0
      // (0.1, 0.2] and so on, as the definition has it.
      const bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))
      counts[bin] = (counts[bin] ?? 0) + weight
      claimed[bin] = (claimed[bin] ?? 0) + weight * confidence
      right[bin] = (right[bin] ?? 0) + weight * (measurements[offset + 1] ?? 0)
    },
    fade(factor) {
      for (const values of Object.values(memory))
        for (let bin = 0; bin < bins; bin++) values[bin] = (values[bin] ?? 0) * factor
    },
    value() {
      const { counts, claimed, right } = memory
      let [gap, total] = [0, 0]
      for (let bin = 0; bin < bins; bin++) {
        gap += Math.abs((claimed[bin] ?? 0) - (right[bin] ?? 0))
        total += counts[bin] ?? 0
      }
      return gap / total
    },
  }
}

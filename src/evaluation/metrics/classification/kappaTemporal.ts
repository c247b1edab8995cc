import type { Label } from '../../../features/sample.js'
import { defineMetric, type Metric, type Observation, type Summary } from '../metric.js'

/**
 * How much of the error of "the label before" is avoided: (p - p0) / (1 - p0), 1 is perfect, 0 is no better, negative is
 * worse. The measure for streams whose labels come in runs. Source: Žliobaitė et al. 2015, "Evaluation methods and
 * decision theory for classification of streaming data with temporal dependence".
 */
export function kappaTemporal(): Metric {
  return against('kappaTemporal', () => {
    let last: unknown
    return (target) => {
      const right = last === target
      last = target
      return right
    }
  })
}

/** The same against "the label seen most so far". Source: Bifet et al. 2015, "Efficient online evaluation of big data stream classifiers". */
export function kappaM(): Metric {
  return against('kappaM', () => {
    const counts = new Map<unknown, number>()
    let [most, majority]: [number, unknown] = [0, undefined]
    return (target) => {
      const right = majority === target
      const count = (counts.get(target) ?? 0) + 1
      counts.set(target, count)
      if (count > most) [most, majority] = [count, target]
      return right
    }
  })
}

/** `rival`: told each target, says whether it would have been right about it. */
function against(name: string, rival: () => (target: Label) => boolean): Metric {
  return defineMetric({
    name,
    task: 'classification',
    width: 2,
    measure: () => {
      const isRight = rival()
      return ({ target, prediction }: Observation, into: Float64Array, offset: number) => {
        into[offset] = prediction.label === target ? 1 : 0
        into[offset + 1] = isRight(target as Label) ? 1 : 0
      }
    },
    summarise: avoided,
  })
}

function avoided(): Summary {
  let [count, hits, rivals] = [0, 0, 0]
  return {
    add(measurements, offset) {
      count += 1
      hits += measurements[offset] ?? 0
      rivals += measurements[offset + 1] ?? 0
    },
    fade(factor) {
      count *= factor
      hits *= factor
      rivals *= factor
    },
    value() {
      if (count === 0) return Number.NaN
      return rivals === count ? 0 : (hits - rivals) / (count - rivals)
    },
  }
}

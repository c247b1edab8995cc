import { checkOptions, type NoOptions } from '../../../options.js'
import type { Label } from '../../../features/sample.js'
import { type Resumable, resumable } from '../../resumable.js'
import { measuredMetric, type Summary } from '../measuredMetric.js'
import type { Metric, Observation } from '../metric.js'

/**
 * How much of the error of "the label before" is avoided: (p - p0) / (1 - p0), 1 is perfect, 0 is no better, negative is
 * worse. The first sample has no label before it and doesn't count. A sample of weight w counts w times, judged beside the
 * label before it in the stream. The measure for streams whose labels come in runs. Source: Žliobaitė et al. 2015, "Evaluation methods and
 * decision theory for classification of streaming data with temporal dependence".
 */
export function kappaTemporal(options: NoOptions = {}): Metric {
  checkOptions('kappaTemporal', options, {})
  return against('kappaTemporal', () => {
    const { memory, ...remembers } = resumable<{ last: Label | undefined }>({ last: undefined })
    return {
      ...remembers,
      isRight(target) {
        const { last } = memory
        memory.last = target
        return last === undefined ? undefined : last === target
      },
    }
  })
}

/** The same against "the label seen most so far". Source: Bifet et al. 2015, "Efficient online evaluation of big data stream classifiers". */
export function kappaM(options: NoOptions = {}): Metric {
  checkOptions('kappaM', options, {})
  return against('kappaM', () => {
    const { memory, ...remembers } = resumable<MostSeen>({ counts: new Map(), most: 0, majority: undefined })
    return {
      ...remembers,
      state: () => ({ ...memory, counts: [...memory.counts] }),
      restore(state) {
        const { counts, most, majority } = state as MostSeenState
        Object.assign(memory, { counts: new Map(counts), most, majority })
      },
      isRight(target, weight) {
        const { majority } = memory
        const count = (memory.counts.get(target) ?? 0) + weight
        memory.counts.set(target, count)
        if (count > memory.most) Object.assign(memory, { most: count, majority: target })
        return majority === undefined ? undefined : majority === target
      },
    }
  })
}

interface MostSeen {
  counts: Map<Label, number>
  most: number
  majority: Label | undefined
}

type MostSeenState = Omit<MostSeen, 'counts'> & { readonly counts: readonly (readonly [Label, number])[] }

/** Told each target, says whether it would have been right about it; undefined if it could not have said anything. */
interface Rival extends Resumable {
  isRight(target: Label, weight: number): boolean | undefined
}

function against(name: string, known: () => Rival): Metric {
  return measuredMetric({
    name,
    task: 'classification',
    width: 2,
    known,
    measure:
      (rival: Rival) =>
      ({ target, prediction, weight = 1 }: Observation, into: Float64Array, offset: number) => {
        const rivalIsRight = rival.isRight(target as Label, weight)
        into[offset] = rivalIsRight === undefined ? Number.NaN : prediction.label === target ? 1 : 0
        into[offset + 1] = rivalIsRight ? 1 : 0
      },
    summarise: avoided,
  })
}

function avoided(): Summary {
  const { memory, ...remembers } = resumable({ count: 0, hits: 0, rivals: 0 })
  return {
    ...remembers,
    add(measurements, offset, weight) {
      memory.count += weight
      memory.hits += weight * (measurements[offset] ?? 0)
      memory.rivals += weight * (measurements[offset + 1] ?? 0)
    },
    fade(factor) {
      memory.count *= factor
      memory.hits *= factor
      memory.rivals *= factor
    },
    value() {
      const { count, hits, rivals } = memory
      if (count === 0) return Number.NaN
      return rivals === count ? 0 : (hits - rivals) / (count - rivals)
    },
  }
}

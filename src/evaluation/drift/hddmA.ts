import { log } from '../../kernels/float64Math.js'
import { checkOptions, flag, share, type TableOf } from '../../options.js'
import { type Detector, flatDetector } from './detector.js'

export interface HddmOptions {
  /** Confidence of a drift, of a warning: the smaller, the surer; default 0.001 and 0.005. */
  readonly drift?: number
  readonly warning?: number
  /** Begins anew, silently, when errors have become rarer; default true. */
  readonly twoSided?: boolean
}

export const hddmTable: TableOf<HddmOptions> = { drift: share, warning: share, twoSided: flag }

interface Memory {
  count: number
  sum: number
  leastCount: number
  leastSum: number
  mostCount: number
  mostSum: number
}

const begin = (): Memory => ({ count: 0, sum: 0, leastCount: 0, leastSum: 0, mostCount: 0, mostSum: 0 })

/**
 * The mean of values from 0 to 1 has risen, by Hoeffding's inequality: for abrupt drifts.
 * Source: Frías-Blanco et al. 2015, "Online and non-parametric drift detection methods based on Hoeffding's bounds", A-test.
 */
export function hddmA(options: HddmOptions = {}): Detector {
  checkOptions('hddmA', options, hddmTable)
  const { drift = 0.001, warning = 0.005, twoSided = true } = options
  const spread = log(1 / drift) / 2
  const bounds = { drift: log(2 / drift) / 2, warning: log(2 / warning) / 2 }
  return flatDetector({ name: 'hddmA', settings: { drift, warning, twoSided }, input: 'unit' }, begin, (m, value) => {
    m.count += 1
    m.sum += value
    remember(m, spread)
    if (differs(m, m.leastCount, m.leastSum, bounds.drift, 1)) {
      Object.assign(m, begin())
      return 'drift'
    }
    const level = differs(m, m.leastCount, m.leastSum, bounds.warning, 1) ? 'warning' : 'none'
    if (twoSided && differs(m, m.mostCount, m.mostSum, bounds.drift, -1)) Object.assign(m, begin())
    return level
  })
}

/** The beginnings whose means, with their bounds, were least and most. */
function remember(m: Memory, spread: number): void {
  const bound = (count: number): number => Math.sqrt(spread / count)
  const mean = m.sum / m.count
  if (m.leastCount === 0 || m.leastSum / m.leastCount + bound(m.leastCount) >= mean + bound(m.count)) {
    m.leastCount = m.count
    m.leastSum = m.sum
  }
  if (m.mostCount === 0 || m.mostSum / m.mostCount - bound(m.mostCount) <= mean - bound(m.count)) {
    m.mostCount = m.count
    m.mostSum = m.sum
  }
}

function differs({ count, sum }: Memory, before: number, sumBefore: number, bound: number, sign: number): boolean {
  if (before === count) return false
  const weight = (count - before) / before / count
  return sign * (sum / count - sumBefore / before) >= Math.sqrt(weight * bound)
}

import { checkOptions, count, number, type TableOf } from '../../options.js'
import { type Detector, flatDetector } from './detector.js'

export interface DdmOptions {
  /** Values before anything is said; default 30. */
  readonly minInstances?: number
  /** Standard deviations above the best error rate; default 2 and 3. */
  readonly warning?: number
  readonly drift?: number
}

const table: TableOf<DdmOptions> = {
  minInstances: count,
  warning: number({ above: 0 }),
  drift: number({ above: 0 }),
}

interface Memory {
  count: number
  rate: number
  bestRate: number
  bestDeviation: number
  /** Begin anew with the next value. */
  over: boolean
}

const begin = (): Memory => ({ count: 0, rate: 0, bestRate: -1, bestDeviation: 0, over: false })

/** Errors (0 or 1) come more often than at their best. Source: Gama et al. 2004, "Learning with drift detection". */
export function ddm(options: DdmOptions = {}): Detector {
  checkOptions('ddm', options, table)
  const { minInstances = 30, warning = 2, drift = 3 } = options
  return flatDetector(
    { name: 'ddm', settings: { minInstances, warning, drift }, input: 'binary' },
    begin,
    (m, value) => {
      if (m.over) Object.assign(m, begin())
      m.count += 1
      m.rate += (value - m.rate) / m.count
      const deviation = Math.sqrt((m.rate * (1 - m.rate)) / m.count)
      if (m.count < minInstances) return 'none'
      const level = m.rate + deviation
      if (m.bestRate < 0 || level <= m.bestRate + m.bestDeviation) {
        m.bestRate = m.rate
        m.bestDeviation = deviation
      }
      if (level > m.bestRate + drift * m.bestDeviation) {
        m.over = true
        return 'drift'
      }
      return level > m.bestRate + warning * m.bestDeviation ? 'warning' : 'none'
    },
  )
}

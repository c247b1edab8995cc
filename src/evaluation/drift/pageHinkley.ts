import { checkOptions, count, number, type TableOf } from '../../options.js'
import { type Detector, flatDetector } from './detector.js'

export interface PageHinkleyOptions {
  /** Values before anything is said; default 30. */
  readonly minInstances?: number
  /** Rise of the mean that is tolerated; default 0.005. */
  readonly delta?: number
  /** Accumulated rise beyond that, for a drift; default 50. */
  readonly threshold?: number
  /** Forgetting of what was accumulated; default 0.9999. */
  readonly alpha?: number
}

const table: TableOf<PageHinkleyOptions> = {
  minInstances: count,
  delta: number({ from: 0 }),
  threshold: number({ above: 0 }),
  alpha: number({ above: 0, to: 1 }),
}

interface Memory {
  count: number
  mean: number
  sum: number
  over: boolean
}

const begin = (): Memory => ({ count: 0, mean: 0, sum: 0, over: false })

/** The mean of any number has risen. Source: Page 1954, "Continuous inspection schemes"; Hinkley 1971. */
export function pageHinkley(options: PageHinkleyOptions = {}): Detector {
  checkOptions('pageHinkley', options, table)
  const { minInstances = 30, delta = 0.005, threshold = 50, alpha = 0.9999 } = options
  const settings = { minInstances, delta, threshold, alpha }
  return flatDetector({ name: 'pageHinkley', settings, input: 'any' }, begin, (m, value) => {
    if (m.over) Object.assign(m, begin())
    m.count += 1
    m.mean += (value - m.mean) / m.count
    m.sum = Math.max(0, alpha * m.sum + value - m.mean - delta)
    m.over = m.count + 1 >= minInstances && m.sum > threshold
    return m.over ? 'drift' : 'none'
  })
}

import { checkOptions, count, share, type TableOf } from '../../options.js'
import { type Detector, type DriftLevel, flatDetector } from './detector.js'

export interface EddmOptions {
  /** Ratios of the distance between errors to its best, below which it is a warning, a drift; default 0.95 and 0.9. */
  readonly warning?: number
  readonly drift?: number
  /** Errors before anything is said; default 30. */
  readonly minErrors?: number
}

const table: TableOf<EddmOptions> = { warning: share, drift: share, minErrors: count }

/** Values before the best distance is looked for. */
const FIRST = 29

interface Memory {
  count: number
  errors: number
  lastError: number
  mean: number
  squares: number
  best: number
  level: DriftLevel
}

const begin = (): Memory => ({ count: 0, errors: 0, lastError: 0, mean: 0, squares: 0, best: 0, level: 'none' })

/**
 * Errors (0 or 1) come closer to one another than at their best: for slow drifts. Says many false drifts.
 * Source: Baena-García et al. 2006, "Early drift detection method".
 */
export function eddm(options: EddmOptions = {}): Detector {
  checkOptions('eddm', options, table)
  const { warning = 0.95, drift = 0.9, minErrors = 30 } = options
  return flatDetector({ name: 'eddm', settings: { warning, drift, minErrors }, input: 'binary' }, begin, (m, value) => {
    if (m.level === 'drift') Object.assign(m, begin())
    m.count += 1
    // A warning stands until the next error tells.
    if (value === 0) return m.level
    m.level = 'none'
    m.errors += 1
    const distance = m.count - m.lastError
    m.lastError = m.count
    const before = m.mean
    m.mean += (distance - m.mean) / m.errors
    m.squares += (distance - m.mean) * (distance - before)
    const far = m.mean + 2 * Math.sqrt(m.squares / m.errors)
    if (m.count < FIRST) return m.level
    if (far > m.best) m.best = far
    else if (m.errors > minErrors) {
      const ratio = far / m.best
      m.level = ratio < drift ? 'drift' : ratio < warning ? 'warning' : 'none'
    }
    return m.level
  })
}

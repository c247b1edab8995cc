import { log } from '../../kernels/float64Math.js'
import { checkOptions, share, type TableOf } from '../../options.js'
import { type Detector, flatDetector } from './detector.js'
import { type HddmOptions, hddmTable } from './hddmA.js'

export interface HddmWOptions extends HddmOptions {
  /** Weight of a new value in the moving means; default 0.05. */
  readonly lambda?: number
}

const table: TableOf<HddmWOptions> = { ...hddmTable, lambda: share }

/** A moving mean with the sum of its squared weights; null before its first value. */
type Moving = { mean: number; weights: number } | null

interface Memory {
  total: Moving
  /** Until the lowest point, and since; the same for the highest. */
  beforeRise: Moving
  sinceRise: Moving
  beforeFall: Moving
  sinceFall: Moving
  /** Infinity is not JSON. */
  lowest: number | null
  highest: number | null
}

const begin = (): Memory => ({
  total: null,
  beforeRise: null,
  sinceRise: null,
  beforeFall: null,
  sinceFall: null,
  lowest: null,
  highest: null,
})

/**
 * The moving mean of values from 0 to 1 has risen, by McDiarmid's inequality: for gradual drifts.
 * Source: Frías-Blanco et al. 2015, as hddmA, W-test.
 */
export function hddmW(options: HddmWOptions = {}): Detector {
  checkOptions('hddmW', options, table)
  const { drift = 0.001, warning = 0.005, lambda = 0.05, twoSided = true } = options
  const bounds = { drift: log(1 / drift) / 2, warning: log(1 / warning) / 2 }
  const settings = { drift, warning, lambda, twoSided }
  return flatDetector({ name: 'hddmW', settings, input: 'unit' }, begin, (m, value) => {
    const total = moved(m.total, value, lambda)
    m.total = total
    const bound = Math.sqrt(total.weights * bounds.drift)
    if (m.lowest === null || total.mean + bound < m.lowest) {
      m.lowest = total.mean + bound
      m.beforeRise = { ...total }
      m.sinceRise = null
    } else m.sinceRise = moved(m.sinceRise, value, lambda)
    if (apart(m.beforeRise, m.sinceRise, bounds.drift)) {
      Object.assign(m, begin())
      return 'drift'
    }
    const level = apart(m.beforeRise, m.sinceRise, bounds.warning) ? 'warning' : 'none'
    if (m.highest === null || total.mean - bound > m.highest) {
      m.highest = total.mean - bound
      m.beforeFall = { ...total }
      m.sinceFall = null
    } else m.sinceFall = moved(m.sinceFall, value, lambda)
    if (twoSided && apart(m.sinceFall, m.beforeFall, bounds.drift)) Object.assign(m, begin())
    return level
  })
}

/** Changes a mean in place, once there is one. */
function moved(moving: Moving, value: number, lambda: number): NonNullable<Moving> {
  if (!moving) return { mean: value, weights: 1 }
  moving.mean = lambda * value + (1 - lambda) * moving.mean
  moving.weights = lambda * lambda + (1 - lambda) * (1 - lambda) * moving.weights
  return moving
}

const apart = (lower: Moving, upper: Moving, bound: number): boolean =>
  lower !== null && upper !== null && upper.mean - lower.mean > Math.sqrt((lower.weights + upper.weights) * bound)

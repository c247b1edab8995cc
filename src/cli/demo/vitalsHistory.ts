import { StandardScaler } from '../../features/stages/numbers/standardScaler.js'

/** Readings before there is anything to say. */
const READINGS = 8
/** Earlier loads that are features themselves. */
const LAGS = 4
/** Weights of a new reading in the running means of the load: the last half second, second and five seconds. */
const RATES = [0.3, 0.1, 0.02]
/** Readings whose extremes, and whose median, are features. */
const RECENT = 10
const MIDDLE = 15
/** The vitals as such tell less than the course of the load, and there are more of them. */
const VITALS_SCALE = 0.1
const LIMIT = 3

const clamp = (value: number): number => Math.max(-LIMIT, Math.min(LIMIT, value))

/**
 * What is known at a reading, as one vector: the vitals, standardised; and the course of the load (its lags, running
 * means, median and extremes) against the load now, in typical changes, so that a burst and a calm look alike.
 */
export class VitalsHistory {
  /** Of the features. */
  readonly names: readonly string[]
  private readonly scaler: StandardScaler
  private readonly vitals: Float32Array
  private readonly loads: number[] = []
  private readonly means: number[] = RATES.map(() => 0)
  private readings = 0

  constructor(names: readonly string[]) {
    this.scaler = new StandardScaler(names.length)
    this.vitals = new Float32Array(names.length)
    this.names = [
      ...names,
      ...Array.from({ length: LAGS }, (_, lag) => `cpu ${lag + 1} ago`),
      ...['mean 0.3 s', 'mean 1 s', 'mean 5 s', 'median', 'most', 'least'].map((name) => `cpu ${name}`),
    ]
  }

  get length(): number {
    return this.names.length
  }

  get full(): boolean {
    return this.readings >= READINGS
  }

  push(x: Float32Array, cpu: number): void {
    this.scaler.learn(x)
    this.scaler.scaleInto(x, this.vitals)
    this.readings += 1
    this.loads.unshift(cpu)
    if (this.loads.length > MIDDLE) this.loads.pop()
    RATES.forEach((rate, index) => {
      const mean = this.means[index] ?? 0
      this.means[index] = mean + Math.max(rate, 1 / this.readings) * (cpu - mean)
    })
  }

  /** A vector of its own: it will be needed again when the outcome is known. `typicalChange` is in shares of the CPU. */
  features(typicalChange: number): Float32Array {
    const now = this.loads[0] ?? 0
    const recent = this.loads.slice(0, RECENT)
    const sorted = [...this.loads].sort((a, b) => a - b)
    const course = [
      ...this.loads.slice(1, 1 + LAGS),
      ...this.means,
      sorted[Math.floor(sorted.length / 2)] ?? now,
      Math.max(...recent),
      Math.min(...recent),
    ]
    return Float32Array.from([
      ...Array.from(this.vitals, (value) => value * VITALS_SCALE),
      ...course.map((load) => clamp((load - now) / typicalChange)),
    ])
  }
}

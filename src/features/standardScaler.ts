/** How far back means and variances look, as the least weight of a new row: 1000 rows. */
const SLOWEST = 0.001
/** Standard deviations beyond which a value counts as an outlier to the statistics. */
const OUTLIER = 10
/** Outliers in a row after which they're the new normal. */
const RUN = 5
/** Rows a feature's statistics are worth once it starts anew. */
const RESTART = 10

/** What the scaler has learned, per feature; plain data, float64. */
export interface StandardScalerState {
  rows: number
  readonly count: Float64Array
  readonly mean: Float64Array
  readonly variance: Float64Array
  /** Outliers in a row. */
  readonly run: Float64Array
}

/**
 * Running standardisation: mean 0, standard deviation 1, clipped to +-3; statistics in float64 that forget slowly, don't
 * believe single outliers, and do believe a change of scale. Features that never varied become 0. Takes no NaN.
 * Source: specs of the default recipe; Welford 1962 for the recurrence.
 */
export class StandardScaler {
  readonly state: StandardScalerState

  /** `length` features. */
  constructor(length: number) {
    this.state = {
      rows: 0,
      count: new Float64Array(length),
      mean: new Float64Array(length),
      variance: new Float64Array(length),
      run: new Float64Array(length),
    }
  }

  /** Takes a row into the statistics. */
  learn(x: ArrayLike<number>): void {
    const { state } = this
    state.rows++
    for (let i = 0; i < state.count.length; i++) learnFeature(state, i, x[i] as number)
  }

  /** Writes the row, standardised, into `into` from `offset` on. Changes no statistics. */
  scaleInto(x: ArrayLike<number>, into: Float32Array, offset = 0): void {
    const { mean, variance } = this.state
    for (let i = 0; i < mean.length; i++) {
      const spread = variance[i] as number
      const z = spread > 1e-20 ? ((x[i] as number) - (mean[i] as number)) / Math.sqrt(spread) : 0
      into[offset + i] = Math.max(-3, Math.min(3, z))
    }
  }
}

function learnFeature(state: StandardScalerState, i: number, value: number): void {
  const { count, mean, variance, run } = state
  const spread = variance[i] as number
  let n = (count[i] as number) + 1
  let error = value - (mean[i] as number)
  if (spread === 0 && error !== 0 && n > RESTART) n = RESTART
  let rate = Math.max(1 / n, SLOWEST)
  const limit = OUTLIER * Math.sqrt(spread)
  if (state.rows > 3 && spread > 0 && Math.abs(error) > limit) {
    run[i] = (run[i] as number) + 1
    if ((run[i] as number) <= RUN) error = Math.sign(error) * limit
    else if (n > RESTART) {
      n = RESTART
      rate = 1 / RESTART
      run[i] = 0
    }
  } else run[i] = 0
  count[i] = n
  mean[i] = (mean[i] as number) + rate * error
  variance[i] = (1 - rate) * (spread + rate * error * error)
}

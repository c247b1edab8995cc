/** What one version said about itself, with the moment it came. */
export interface Moment {
  /** Seconds since 1970, as plots want them. */
  readonly at: number
  readonly model: number | null
  readonly baseline: number | null
  /** A drift was found since the moment before. */
  readonly drift: boolean
}

const MOMENTS_MAX = 6000

/** The errors of the last minutes, model and baseline. */
export class ErrorHistory {
  private moments: Moment[] = []

  add(moment: Moment): void {
    this.moments.push(moment)
    if (this.moments.length > MOMENTS_MAX) this.moments = this.moments.slice(-MOMENTS_MAX / 2)
  }

  clear(): void {
    this.moments = []
  }

  /** When drifts were found. */
  drifts(): readonly number[] {
    return this.moments.filter(({ drift }) => drift).map(({ at }) => at)
  }

  /** Columns for a plot: time, model, baseline. */
  last(seconds: number, now: number): [number[], (number | null)[], (number | null)[]] {
    const recent = this.moments.filter(({ at }) => at >= now - seconds)
    return [recent.map(({ at }) => at), recent.map(({ model }) => model), recent.map(({ baseline }) => baseline)]
  }
}

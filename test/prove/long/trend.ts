/** A figure over time, and where it is going. */
export class Trend {
  readonly name: string
  readonly unit: string
  /** Per minute, at most. */
  readonly limit: number
  private readonly points: (readonly [minutes: number, value: number])[] = []

  constructor(name: string, unit: string, limit: number) {
    this.name = name
    this.unit = unit
    this.limit = limit
  }

  add(minutes: number, value: number): void {
    this.points.push([minutes, value])
  }

  /** The median of the slopes between points far apart: single peaks don't matter (Theil 1950, Sen 1968). Per minute. */
  get slope(): number {
    // Until it is warm, everything grows.
    const warm = this.points.slice(Math.floor(this.points.length / 4))
    const half = warm.length >> 1
    const slopes = warm.slice(half).map(([minutes, value], i) => {
      const [before, old] = warm[i] ?? [0, 0]
      return (value - old) / (minutes - before)
    })
    return slopes.sort((a, b) => a - b)[slopes.length >> 1] ?? 0
  }

  get holds(): boolean {
    return this.slope <= this.limit
  }

  toString(): string {
    return `${this.name} ${this.slope >= 0 ? '+' : ''}${this.slope.toFixed(2)} ${this.unit}/min`
  }
}

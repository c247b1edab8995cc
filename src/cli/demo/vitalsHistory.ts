import { StandardScaler } from '../../features/standardScaler.js'

/** Readings whose every figure is a feature. */
const READINGS = 8

/** The last readings, standardised, as one vector: newest first. */
export class VitalsHistory {
  /** Of the newest reading's features, which come first. */
  readonly names: readonly string[]
  /** Features in a vector. */
  readonly length: number
  private readonly scaler: StandardScaler
  private readonly width: number
  private readonly rows: Float32Array
  private held = 0

  constructor(names: readonly string[]) {
    this.names = names
    this.width = names.length
    this.length = names.length * READINGS
    this.scaler = new StandardScaler(names.length)
    this.rows = new Float32Array(this.length)
  }

  get full(): boolean {
    return this.held === READINGS
  }

  push(x: Float32Array): void {
    this.scaler.learn(x)
    this.rows.copyWithin(this.width, 0)
    this.scaler.scaleInto(x, this.rows)
    this.held = Math.min(this.held + 1, READINGS)
  }

  /** A copy: it will be needed again when the outcome is known. */
  features(): Float32Array {
    return this.rows.slice()
  }
}

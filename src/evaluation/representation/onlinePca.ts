import { EddyError } from '../../error.js'
import { checkOptions, fraction, size, type TableOf } from '../../options.js'
import { Rejections } from '../../rejection.js'
import { checkValues } from './checkValues.js'

export interface OnlinePcaOptions {
  /** Axes; default 2, for a picture. */
  readonly components?: number
  /** The least weight of a new sample: how far back it looks, 1/1000 by default; 0 looks back on everything. */
  readonly rate?: number
}

const table: TableOf<OnlinePcaOptions> = { components: size, rate: fraction }

/** What was learned, as plain data; copies. */
export interface OnlinePcaState {
  readonly samples: number
  readonly mean: Float64Array
  /** [components, inputs], each of length 1, the one of the largest variance first. */
  readonly axes: Float64Array
  readonly variances: Float64Array
  readonly total: number
}

/** Early samples move the axes by this many times their share, so that the start is forgotten. */
const HASTE = 2

/** Makes a projection on the directions of the largest variance, learned one sample at a time. */
export const onlinePca = (options: OnlinePcaOptions = {}): OnlinePca => new OnlinePca(options)

/**
 * Principal components of a stream by the generalised Hebbian rule: each axis turns towards the samples in proportion to
 * its own output, in what the axes before it leave over. Steps are in units of an axis's variance, so that the scale of
 * the input doesn't matter, and axes are kept at length 1. O(components * inputs) a sample.
 * Source: Oja 1982; Sanger 1989, "Optimal unsupervised learning in a single-layer linear feedforward neural network".
 */
export class OnlinePca {
  readonly components: number
  /** Samples that the operator `project` set aside. */
  readonly rejections: Rejections = new Rejections('pca.rejections.listen(...)')
  private readonly rate: number
  private samples_ = 0
  private mean = new Float64Array(0)
  private axes = new Float64Array(0)
  private variances: Float64Array
  private total = 0
  private rest = new Float64Array(0)

  /** @throws {EddyError} ERR_OPTION unless components is a positive whole number, and 0 <= rate < 1 */
  constructor(options: OnlinePcaOptions = {}) {
    checkOptions('onlinePca', options, table)
    const { components = 2, rate = 0.001 } = options
    this.components = components
    this.rate = rate
    this.variances = new Float64Array(components)
  }

  /** Samples learned. */
  get samples(): number {
    return this.samples_
  }

  /** The share of the variance that lies in the axes, 0 to 1; 0 before anything varied. */
  get explained(): number {
    const sum = this.variances.reduce((all, variance) => all + variance, 0)
    return this.total > 0 ? Math.min(1, sum / this.total) : 0
  }

  /** Axis `index`, a copy; zeros where nothing varied yet. */
  axis(index: number): Float64Array {
    const { length } = this.mean
    return this.axes.slice(index * length, (index + 1) * length)
  }

  /** @throws {EddyError} ERR_INPUT_LENGTH or ERR_INPUT_VALUE if the values don't fit */
  learn(values: ArrayLike<number>): void {
    this.check(values)
    if (this.samples_ === 0) this.begin(values.length)
    this.samples_ += 1
    const { mean, rest, variances } = this
    const share = Math.max(this.rate, 1 / this.samples_)
    const haste = Math.min(0.5, Math.max(this.rate, HASTE / this.samples_))
    let square = 0
    for (let i = 0; i < mean.length; i++) {
      mean[i]! += share * (values[i]! - mean[i]!)
      rest[i] = values[i]! - mean[i]!
      square += rest[i]! * rest[i]!
    }
    this.total += share * (square - this.total)
    for (let axis = 0; axis < this.components; axis++) {
      const output = this.deflate(axis)
      variances[axis]! += share * (output * output - variances[axis]!)
      if (variances[axis]! > 0) this.turn(axis, (haste * output) / variances[axis]!)
    }
  }

  /** The sample's place on an axis; takes it out of `rest`. An axis without direction gets that of the first thing left over. */
  private deflate(axis: number): number {
    const { axes, rest } = this
    const at = axis * rest.length
    let output = 0
    let length = 0
    for (let i = 0; i < rest.length; i++) {
      output += axes[at + i]! * rest[i]!
      length += axes[at + i]! * axes[at + i]!
    }
    if (length === 0) {
      for (let i = 0; i < rest.length; i++) axes[at + i] = rest[i]!
      output = this.normalise(axis)
    }
    for (let i = 0; i < rest.length; i++) rest[i]! -= output * axes[at + i]!
    return output
  }

  /** What is left over of the sample, `rest`, pulls the axis; it is a right angle away. */
  private turn(axis: number, step: number): void {
    const { axes, rest } = this
    const at = axis * rest.length
    for (let i = 0; i < rest.length; i++) axes[at + i]! += step * rest[i]!
    this.normalise(axis)
  }

  /** To length 1; returns what it was. */
  private normalise(axis: number): number {
    const { axes, mean } = this
    const at = axis * mean.length
    let square = 0
    for (let i = 0; i < mean.length; i++) square += axes[at + i]! * axes[at + i]!
    const length = Math.sqrt(square)
    if (length > 0) for (let i = 0; i < mean.length; i++) axes[at + i]! /= length
    return length
  }

  /**
   * The sample's place on each axis, the mean at 0; changes nothing.
   *
   * @returns [components]; zeros before the first sample
   * @throws {EddyError} as `learn`
   */
  project(values: ArrayLike<number>): Float64Array {
    this.check(values)
    const place = new Float64Array(this.components)
    const { mean, axes } = this
    for (let axis = 0; axis < this.components; axis++) {
      const at = axis * mean.length
      for (let i = 0; i < mean.length; i++) place[axis]! += axes[at + i]! * (values[i]! - mean[i]!)
    }
    return place
  }

  private begin(length: number): void {
    this.mean = new Float64Array(length)
    this.rest = new Float64Array(length)
    this.axes = new Float64Array(length * this.components)
  }

  private check(values: ArrayLike<number>): void {
    checkValues('onlinePca', values, this.samples_ === 0 ? undefined : this.mean.length)
  }

  state(): OnlinePcaState {
    const { samples_: samples, mean, axes, variances, total } = this
    return { samples, mean: mean.slice(), axes: axes.slice(), variances: variances.slice(), total }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if it has another number of components */
  restore({ samples, mean, axes, variances, total }: OnlinePcaState): void {
    if (variances.length !== this.components || axes.length !== this.components * mean.length)
      throw new EddyError('ERR_STATE', `onlinePca: expected ${this.components} axes, got ${variances.length}`)
    this.begin(mean.length)
    this.samples_ = samples
    this.mean.set(mean)
    this.axes.set(axes)
    this.variances = Float64Array.from(variances)
    this.total = total
  }
}

import { log } from '../../../kernels/float64Math.js'
import type { Resumable } from '../../resumable.js'
import { RankedArea } from './rankedArea.js'

/** Bins in use at most. */
const BINS = 4096
/** The first bins are 2^-24 wide: the log-odds of neighbouring float32 numbers near 1/2. */
const FINEST = -24

/** As plain data. Bins from `low` on, 2^exponent wide in log-odds; at 0 and at 1: [positives, negatives]. */
interface HistogramState {
  readonly exponent: number
  readonly low: number
  readonly positives: Float64Array
  readonly negatives: Float64Array
  readonly impossible: readonly number[]
  readonly certain: readonly number[]
}

/** Of version 0.1: 4096 bins of equal width from 0 to 1. */
type LinearState = Pick<HistogramState, 'positives' | 'negatives'>

/**
 * How often each probability was given to a positive and to a negative, in bins of equal width in log-odds ln(p / (1 - p)),
 * so that rare events are told apart as well as common ones. Probabilities of exactly 0 and 1 are kept apart. The bins adapt:
 * they are as fine as 4096 of them can be over the range that was seen; a wider range joins them in pairs. The order in
 * which scores come changes nothing. Memory is bounded: 64 KiB.
 */
export class ScoreHistogram implements Resumable {
  private exponent = FINEST
  /** Bins in use are `low` to `high`; the bin of number i is at i modulo 4096. */
  private low = 0
  private high = -1
  private positives: Float64Array = new Float64Array(BINS)
  private negatives: Float64Array = new Float64Array(BINS)
  /** Weights of positives and negatives with probability 0, and with probability 1. */
  private impossible = [0, 0]
  private certain = [0, 0]

  /** Takes a probability from 0 to 1 in. */
  add(probability: number, isPositive: boolean, weight: number): void {
    const side = isPositive ? 0 : 1
    if (probability <= 0) this.impossible[side]! += weight
    else if (probability >= 1) this.certain[side]! += weight
    else {
      const at = slot(this.binOf(log(probability / (1 - probability))))
      const weights = isPositive ? this.positives : this.negatives
      weights[at]! += weight
    }
  }

  /** The number of the bin of these log-odds; makes room for it. */
  private binOf(logOdds: number): number {
    let bin = Math.floor(logOdds / 2 ** this.exponent)
    if (this.high < this.low) {
      this.low = bin
      this.high = bin
    }
    while (Math.max(this.high, bin) - Math.min(this.low, bin) >= BINS) {
      this.coarsen()
      bin = Math.floor(bin / 2)
    }
    this.low = Math.min(this.low, bin)
    this.high = Math.max(this.high, bin)
    return bin
  }

  /** Joins bins in pairs. */
  private coarsen(): void {
    const { low, high, positives, negatives } = this
    this.positives = new Float64Array(BINS)
    this.negatives = new Float64Array(BINS)
    for (let bin = low; bin <= high; bin++) {
      const to = slot(Math.floor(bin / 2))
      this.positives[to]! += positives[slot(bin)]!
      this.negatives[to]! += negatives[slot(bin)]!
    }
    this.low = Math.floor(low / 2)
    this.high = Math.floor(high / 2)
    this.exponent += 1
  }

  /** Area under the ROC curve; NaN if empty. Scores of one bin count as equal. */
  get area(): number {
    const area = new RankedArea()
    area.add(this.impossible[0]!, this.impossible[1]!)
    for (let bin = this.low; bin <= this.high; bin++) area.add(this.positives[slot(bin)]!, this.negatives[slot(bin)]!)
    area.add(this.certain[0]!, this.certain[1]!)
    return area.value
  }

  state(): HistogramState {
    const { exponent, low, high } = this
    const used = (weights: Float64Array): Float64Array =>
      Float64Array.from({ length: high - low + 1 }, (_, i) => weights[slot(low + i)]!)
    return {
      exponent,
      low,
      positives: used(this.positives),
      negatives: used(this.negatives),
      impossible: [...this.impossible],
      certain: [...this.certain],
    }
  }

  /** Only into one that is empty. */
  restore(state: unknown): void {
    const known = state as HistogramState | LinearState
    if (!('exponent' in known)) return this.restoreLinear(known)
    const { exponent, low, positives, negatives, impossible, certain } = known
    this.exponent = exponent
    this.low = low
    this.high = low + positives.length - 1
    positives.forEach((weight, i) => {
      this.positives[slot(low + i)] = weight
      this.negatives[slot(low + i)] = negatives[i]!
    })
    this.impossible = [...impossible]
    this.certain = [...certain]
  }

  private restoreLinear({ positives, negatives }: LinearState): void {
    for (let bin = 0; bin < positives.length; bin++) {
      const probability = (bin + 0.5) / positives.length
      if (positives[bin]! > 0) this.add(probability, true, positives[bin]!)
      if (negatives[bin]! > 0) this.add(probability, false, negatives[bin]!)
    }
  }
}

/** Also of negative numbers. */
const slot = (bin: number): number => ((bin % BINS) + BINS) % BINS

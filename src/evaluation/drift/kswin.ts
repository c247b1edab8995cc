import { described } from '../../described.js'
import { log } from '../../kernels/float64Math.js'
import { nextBits, seedWords } from '../../kernels/random.js'
import { checkOptions, share, size, type TableOf, wholeNumber, wrongOption } from '../../options.js'
import type { Detector, DetectorState, DriftLevel } from './detector.js'

export interface KswinOptions {
  /** Confidence: the smaller, the fewer false drifts; default 0.005. */
  readonly alpha?: number
  /** Values remembered, and how many of the newest are compared with as many of the others; default 100 and 30. */
  readonly window?: number
  readonly recent?: number
  readonly seed?: number
}

const table: TableOf<KswinOptions> = { alpha: share, window: size, recent: size, seed: wholeNumber() }

/**
 * The distribution of the newest values differs from that of the ones before: any change, not only of the mean.
 * Source: Raab, Heusinger & Schleif 2020, "Reactive soft prototype computing for concept drift streams".
 */
export function kswin(options: KswinOptions = {}): Detector {
  checkOptions('kswin', options, table)
  const { alpha = 0.005, window = 100, recent = 30, seed = 1 } = options
  if (window < 2 * recent) {
    throw wrongOption('kswin', 'window', window, { expected: `at least twice \`recent\`, ${2 * recent}` })
  }
  const settings = { alpha, window, recent, seed }
  return { name: 'kswin', settings, input: 'any', create: described(() => new KswinState(settings), 'kswin', settings) }
}

/** The two-sample statistic of Kolmogorov and Smirnov; sorts both, which have one length. */
export function ksDistance(a: Float64Array, b: Float64Array): number {
  a.sort()
  b.sort()
  let [i, j, distance] = [0, 0, 0]
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number)
    while (i < a.length && (a[i] as number) <= value) i += 1
    while (j < b.length && (b[j] as number) <= value) j += 1
    distance = Math.max(distance, Math.abs(i / a.length - j / b.length))
  }
  return distance
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

class KswinState implements DetectorState {
  rose = true
  private readonly threshold: number
  private readonly newest: Float64Array
  private readonly reference: Float64Array
  private readonly values: Float64Array
  private readonly order: Int32Array
  private readonly words = new Int32Array(4)
  private held = 0

  constructor({ alpha, window, recent, seed }: Required<KswinOptions>) {
    this.threshold = Math.sqrt(-log(alpha) / recent)
    this.newest = new Float64Array(recent)
    this.reference = new Float64Array(recent)
    this.values = new Float64Array(window)
    this.order = new Int32Array(window - recent)
    seedWords(this.words, 0, seed)
  }

  update(value: number): DriftLevel {
    if (!Number.isFinite(value)) return 'none'
    const { values, newest } = this
    if (this.held === values.length) {
      values.copyWithin(0, 1)
      this.held -= 1
    }
    values[this.held++] = value
    if (this.held < values.length) return 'none'
    newest.set(values.subarray(values.length - newest.length))
    this.drawReference()
    if (ksDistance(newest, this.reference) <= this.threshold) return 'none'
    this.rose = sumOf(newest) > sumOf(this.reference)
    // What is new remains.
    values.copyWithin(0, values.length - newest.length)
    this.held = newest.length
    return 'drift'
  }

  /** Some of the older values, each at most once: the first steps of a Fisher-Yates shuffle. */
  private drawReference(): void {
    const { order, reference, values } = this
    for (let i = 0; i < order.length; i++) order[i] = i
    for (let i = 0; i < reference.length; i++) {
      const j = i + Math.floor((nextBits(this.words, 0) / 2 ** 32) * (order.length - i))
      const chosen = order[j] as number
      order[j] = order[i] as number
      reference[i] = values[chosen] as number
    }
  }

  state(): unknown {
    return { values: [...this.values.subarray(0, this.held)], words: [...this.words] }
  }

  restore(state: unknown): void {
    const { values, words } = state as { readonly values: readonly number[]; readonly words: readonly number[] }
    this.values.set(values)
    this.held = values.length
    this.words.set(words)
  }
}

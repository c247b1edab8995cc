import { checkOptions, count, oneOf, type TableOf } from '../../options.js'
import {
  type Draws,
  type SyntheticOptions,
  SyntheticStream,
  type VectorSample,
  syntheticTable,
} from './syntheticStream.js'

export interface SlowlyChangingOptions extends SyntheticOptions {
  /** Samples from one change to the next; default 10,000. */
  readonly every?: number
  /** What a change is: one of the slow bits turns round (default), or all of them are drawn anew. */
  readonly change?: 'oneBit' | 'allBits'
}

const SLOW = 15
const BITS = 20
const UNITS = 100
/** The share of its inputs that must be as a unit wants them for it to be on. */
const SHARE = 0.7

const sign = ({ next }: Draws): number => (next() < 0.5 ? -1 : 1)

/** A unit of the target: on where the sum of its bits, weighed by 1 or -1, is above its threshold. */
interface Unit {
  readonly weights: readonly number[]
  readonly above: number
  readonly out: number
}

function unit(random: Draws): Unit {
  const weights = Array.from({ length: BITS }, () => sign(random))
  const bias = sign(random)
  const negative = (BITS - weights.reduce((sum, weight) => sum + weight, 0) + bias) / 2
  return { weights, above: SHARE * (BITS + 1) - negative - bias, out: sign(random) }
}

const isOn = ({ weights, above }: Unit, bits: readonly number[]): boolean => {
  let sum = 0
  for (let i = 0; i < BITS; i++) sum += (weights[i] ?? 0) * (bits[i] ?? 0)
  return sum > above
}

const table: TableOf<SlowlyChangingOptions> = {
  ...syntheticTable,
  every: count,
  change: oneOf(['oneBit', 'allBits']),
}

/**
 * Slowly-changing regression: 20 bits, of which 15 stay as they are for `every` samples, and a target made by a hundred
 * threshold units, which a small network can follow only approximately, and so must follow anew after each change. Plain
 * networks follow worse and worse. `x` is the 20 bits, `y` a number.
 * Source: Dohare et al., Nature 632 (2024) 768-774, "Loss of plasticity in deep continual learning".
 */
export function slowlyChanging(options: SlowlyChangingOptions = {}): SyntheticStream<VectorSample<number>> {
  checkOptions('slowlyChanging', options, table)
  const { every = 10_000, change = 'oneBit', ...others } = options
  return new SyntheticStream((random) => {
    const bit = (): number => random.whole(2)
    const units = Array.from({ length: UNITS }, () => unit(random))
    const shift = sign(random)
    const bits = Array.from({ length: BITS }, bit)
    const target = (): number => units.reduce((sum, each) => sum + (isOn(each, bits) ? each.out : 0), shift)
    // Between two changes there are but 32 different samples.
    const targets = new Map<number, number>()
    let drawn = 0
    return () => {
      if (drawn > 0 && drawn % every === 0) {
        change === 'allBits' ? redrawSlow(bits, bit) : turnOne(bits, random.whole(SLOW))
        targets.clear()
      }
      drawn += 1
      let fast = 0
      for (let i = SLOW; i < BITS; i++) fast = 2 * fast + (bits[i] = bit())
      const y = targets.get(fast) ?? target()
      targets.set(fast, y)
      return { x: [...bits], y }
    }
  }, others)
}

function redrawSlow(bits: number[], bit: () => number): void {
  for (let i = 0; i < SLOW; i++) bits[i] = bit()
}

function turnOne(bits: number[], at: number): void {
  bits[at] = 1 - (bits[at] ?? 0)
}

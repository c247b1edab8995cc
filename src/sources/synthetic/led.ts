import { checkOptions, wholeNumber, wrongOption, type TableOf } from '../../options.js'
import {
  type SyntheticOptions,
  SyntheticStream,
  type VectorSample,
  syntheticTable,
  probability,
} from './syntheticStream.js'

export interface LedOptions extends SyntheticOptions {
  /** Probability of each segment to be wrong; default 0.1. */
  readonly noise?: number
  /** Segments beside the display that mean nothing; default 17. */
  readonly irrelevant?: number
  /** How many of the seven change places with ones that mean nothing; default 0. */
  readonly drifting?: number
}

/** Seven segments of each digit. */
const DIGITS = [
  '1110111',
  '0010010',
  '1011101',
  '1011011',
  '0111010',
  '1101011',
  '1101111',
  '1010010',
  '1111111',
  '1111011',
]

const table: TableOf<LedOptions> = {
  ...syntheticTable,
  noise: probability,
  irrelevant: wholeNumber({ from: 0, to: 1000 }),
  drifting: wholeNumber({ from: 0, to: 7 }),
}

/**
 * Which digit does a faulty seven-segment display show? With the default noise nobody is right more than 74 % of the time.
 * Source: Breiman et al. 1984, "Classification and regression trees".
 */
export function led(options: LedOptions = {}): SyntheticStream<VectorSample<number>> {
  checkOptions('led', options, table)
  const { noise = 0.1, irrelevant = 17, drifting = 0, ...others } = options
  if (drifting > irrelevant) {
    throw wrongOption('led', 'drifting', drifting, { expected: `at most \`irrelevant\`, ${irrelevant}` })
  }
  return new SyntheticStream(
    () =>
      ({ next, whole }) => {
        const digit = whole(10)
        const x = Array.from(DIGITS[digit] ?? '', (segment) => (next() < noise ? 1 - Number(segment) : Number(segment)))
        for (let i = 0; i < irrelevant; i++) x.push(next() < 0.5 ? 0 : 1)
        for (let i = 0; i < drifting; i++) [x[i], x[7 + i]] = [x[7 + i] ?? 0, x[i] ?? 0]
        return { x, y: digit }
      },
    others,
  )
}

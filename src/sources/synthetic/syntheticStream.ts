import { Observable } from 'rxjs'
import {
  abortSignal,
  checkOption,
  checkOptions,
  callback,
  custom,
  either,
  type Expectation,
  number,
  required,
  type TableOf,
  text,
  wholeNumber,
} from '../../options.js'
import { type Mark, marked, type SourcePosition } from '../../features/mark.js'
import type { Sample, Target } from '../../features/sample.js'
import { createRandom } from '../../kernels/random.js'
import { pump, type Pumped } from '../../operators/pump.js'

/** Draws one sample after the other. */
export type Draw<S extends Sample = Sample> = (random: Draws) => S

/** A sample of numbers, as most synthetic streams draw them. */
export interface VectorSample<Y extends Target> extends Sample {
  readonly x: readonly number[]
  readonly y: Y
}

/** What a stream is made of: uniform and normal numbers, from one seeded generator. */
export interface Draws {
  /** Uniform in [0, 1). */
  readonly next: () => number
  /** Mean 0, standard deviation 1. */
  readonly normal: () => number
  /** A whole number from 0 to `below - 1`. */
  readonly whole: (below: number) => number
}

export interface SyntheticOptions {
  readonly seed?: number
  /** How many; default: without end. */
  readonly samples?: number
  /** Goes on after so many, or after a position, as if it had never stopped: those are drawn and passed over. */
  readonly after?: number | SourcePosition | undefined
  /** How a learner calls this stream when it keeps its place; default 'synthetic'. */
  readonly name?: string
  /** Aborting it ends the stream: completes it, or errors with the reason that was given. */
  readonly signal?: AbortSignal | undefined
}

const rows = wholeNumber({ from: 0 })

export const syntheticTable: TableOf<SyntheticOptions> = {
  seed: wholeNumber(),
  samples: rows,
  after: either(
    rows,
    custom('a position of this stream', (value) => {
      const { rows: passed } = (value ?? {}) as Partial<SourcePosition>
      return typeof value === 'object' && rows.holds(passed)
    }),
  ),
  name: text,
  signal: abortSignal,
}

/** The share of something that goes wrong, or the probability that it does. */
export const probability: Expectation = number({ from: 0, to: 1 })

/**
 * A seeded stream that never lacks data: the same seed gives the same samples, everywhere. As an observable it emits as
 * fast as it is taken, letting the process breathe; as an iterable it is drawn by hand, and `for await` lets the process
 * breathe too.
 */
export class SyntheticStream<S extends Sample = Sample> extends Observable<S> implements Iterable<S> {
  readonly options: SyntheticOptions
  /** Begins the stream: makes what its samples are drawn with. */
  readonly begin: (random: Draws) => Draw<S>

  /** @throws {EddyError} ERR_OPTION */
  constructor(begin: (random: Draws) => Draw<S>, options: SyntheticOptions = {}) {
    super((subscriber) => this.pumped().subscribe(subscriber))
    checkOption('SyntheticStream', 'begin', begin, required(callback))
    checkOptions('SyntheticStream', options, syntheticTable)
    this.begin = begin
    this.options = options
  }

  /** Draws a sample when the loop asks for it. */
  [Symbol.asyncIterator](): AsyncGenerator<S, void, void> {
    return this.pumped()[Symbol.asyncIterator]()
  }

  private pumped(): Pumped<S> {
    const { signal } = this.options
    const samples: Iterable<S> = { [Symbol.iterator]: () => this[Symbol.iterator]() }
    return pump(samples, signal === undefined ? {} : { signal })
  }

  *[Symbol.iterator](): Iterator<S> {
    const { seed = 1, samples = Number.POSITIVE_INFINITY, after, name = 'synthetic' } = this.options
    const passed = rowsOf(this.options)
    const run = {}
    const random = draws(seed)
    const draw = this.begin(random)
    for (let i = 0; i < samples; i++) {
      const sample = draw(random)
      if (i < passed) continue
      yield typeof after === 'object' && after.marked ? marked(sample, new CountMark(name, run, i + 1)) : sample
    }
  }
}

const rowsOf = ({ after = 0 }: SyntheticOptions): number => (typeof after === 'number' ? after : after.rows)

/** Where a sample of a stream stands that counts them, and no more. */
class CountMark implements Mark {
  readonly source: string
  readonly run: object
  readonly rows: number

  constructor(source: string, run: object, rows: number) {
    this.source = source
    this.run = run
    this.rows = rows
  }

  position(): SourcePosition {
    return { rows: this.rows }
  }
}

/** Numbers from a seed. */
export function draws(seed: number): Draws {
  const { next, normal } = createRandom(seed)
  return { next, normal, whole: (below) => Math.floor(next() * below) }
}

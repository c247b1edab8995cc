import { Observable } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'
import { createRandom } from '../../kernels/random.js'
import { pump } from '../../operators/pump.js'

/** Draws one sample after the other. */
export type Draw = (random: Draws) => Sample

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
  /** Goes on after so many, as if it had never stopped: those are drawn and passed over. */
  readonly after?: number
}

/**
 * A seeded stream that never lacks data: the same seed gives the same samples, everywhere. As an observable it emits as
 * fast as it is taken, letting the process breathe; as an iterable it is drawn by hand.
 */
export class SyntheticStream extends Observable<Sample> implements Iterable<Sample> {
  readonly options: SyntheticOptions
  /** Begins the stream: makes what its samples are drawn with. */
  readonly begin: (random: Draws) => Draw

  /** @throws {EddyError} ERR_OPTION for counts that aren't whole numbers */
  constructor(begin: (random: Draws) => Draw, options: SyntheticOptions = {}) {
    super((subscriber) => pump<Sample>(this).subscribe(subscriber))
    for (const [name, count] of Object.entries({ samples: options.samples ?? 0, after: options.after ?? 0 })) {
      if (Number.isSafeInteger(count) && count >= 0) continue
      throw new EddyError('ERR_OPTION', `\`${name}\` must be a whole number of samples, 0 or more, got ${count}`)
    }
    this.begin = begin
    this.options = options
  }

  *[Symbol.iterator](): Iterator<Sample> {
    const { seed = 1, samples = Number.POSITIVE_INFINITY, after = 0 } = this.options
    const random = draws(seed)
    const draw = this.begin(random)
    for (let i = 0; i < samples; i++) {
      const sample = draw(random)
      if (i >= after) yield sample
    }
  }
}

/** Numbers from a seed. */
export function draws(seed: number): Draws {
  const { next, normal } = createRandom(seed)
  return { next, normal, whole: (below) => Math.floor(next() * below) }
}

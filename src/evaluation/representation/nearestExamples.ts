import { EddyError } from '../../error.js'
import { checkOption, checkOptions, count, type TableOf, wholeNumber } from '../../options.js'
import { createRandom, type Random } from '../../kernels/random.js'
import { checkValues } from './checkValues.js'

export interface NearestExamplesOptions {
  /** Examples kept at most; default 1000. */
  readonly capacity?: number
  readonly seed?: number
}

const table: TableOf<NearestExamplesOptions> = { capacity: count, seed: wholeNumber() }

/** An example that was kept, and how far it is from what was asked. */
export interface Neighbour<Item> {
  readonly item: Item
  /** Euclidean. */
  readonly distance: number
}

/** What is kept, as plain data. */
export interface NearestExamplesState<Item> {
  readonly seen: number
  readonly random: Uint32Array
  readonly kept: readonly { readonly values: Float64Array; readonly item: Item }[]
}

/** Makes a store of examples that can be found again by their activations. */
export const nearestExamples = <Item>(options: NearestExamplesOptions = {}): NearestExamples<Item> =>
  new NearestExamples<Item>(options)

/**
 * Examples of a stream, each with its place in a space of activations: what else does the network take for the same?
 * When full, every example seen so far was kept with the same probability. Source: Vitter 1985, algorithm R.
 */
export class NearestExamples<Item> {
  readonly capacity: number
  private readonly random: Random
  private kept: { readonly values: Float64Array; readonly item: Item }[] = []
  private seen_ = 0

  /** @throws {EddyError} ERR_OPTION unless capacity is a positive whole number */
  constructor(options: NearestExamplesOptions = {}) {
    checkOptions('nearestExamples', options, table)
    const { capacity = 1000, seed = 0 } = options
    this.capacity = capacity
    this.random = createRandom(seed)
  }

  /** Examples given so far. */
  get seen(): number {
    return this.seen_
  }

  /** Examples kept. */
  get size(): number {
    return this.kept.length
  }

  /**
   * Keeps the example, or not; a copy of `values`, and the item as it is.
   *
   * @throws {EddyError} ERR_INPUT_LENGTH or ERR_INPUT_VALUE if `values` don't fit
   */
  learn(values: ArrayLike<number>, item: Item): void {
    this.check(values)
    this.seen_ += 1
    if (this.kept.length < this.capacity) {
      this.kept.push({ values: Float64Array.from(values), item })
      return
    }
    const place = Math.floor(this.random.next() * this.seen_)
    if (place < this.capacity) this.kept[place] = { values: Float64Array.from(values), item }
  }

  /**
   * The `k` nearest of those kept, the nearest first; changes nothing.
   *
   * @throws {EddyError} as `learn`
   */
  nearest(values: ArrayLike<number>, k = 1): readonly Neighbour<Item>[] {
    checkOption('nearestExamples', 'k', k, count)
    this.check(values)
    const found: { readonly item: Item; readonly square: number }[] = []
    for (const { values: other, item } of this.kept) {
      const square = squareDistance(values, other)
      if (found.length === k && !(square < (found[k - 1]?.square ?? 0))) continue
      let at = found.length
      while (at > 0 && square < (found[at - 1]?.square ?? 0)) at -= 1
      found.splice(at, 0, { item, square })
      if (found.length > k) found.pop()
    }
    return found.map(({ item, square }) => ({ item, distance: Math.sqrt(square) }))
  }

  private check(values: ArrayLike<number>): void {
    checkValues('nearestExamples', values, this.kept[0]?.values.length)
  }

  state(): NearestExamplesState<Item> {
    const kept = this.kept.map(({ values, item }) => ({ values: values.slice(), item }))
    return { seen: this.seen_, random: this.random.state.slice(), kept }
  }

  /** @throws {EddyError} ERR_STATE, changing nothing, if it holds more than `capacity` */
  restore({ seen, random, kept }: NearestExamplesState<Item>): void {
    if (kept.length > this.capacity)
      throw new EddyError(
        'ERR_STATE',
        `nearestExamples: expected at most ${this.capacity} examples, got ${kept.length}`,
      )
    this.seen_ = seen
    this.random.state.set(random)
    this.kept = kept.map(({ values, item }) => ({ values: Float64Array.from(values), item }))
  }
}

function squareDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    sum += difference * difference
  }
  return sum
}

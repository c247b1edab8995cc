export type LiveField = number | string | boolean | null

/** What a trainer may say for the page besides counts and metrics, in `about.live`; every part may be missing. */
export interface Live {
  /** The latest sample of a learner: its fields, of a vector by position. */
  readonly sample?: Readonly<Record<string, LiveField>>
  readonly vector?: boolean
  /** How far the numbers of each field have reached. */
  readonly lows?: readonly number[]
  readonly highs?: readonly number[]
  /** Of a classification: what the positions in `truth` and `prediction` mean. */
  readonly classes?: readonly string[]
  /** Of a bare model: names of the inputs, as many as are worth showing, from the first on. */
  readonly names?: readonly string[]
  /** Its latest input, whole. */
  readonly x?: readonly number[]
  /**
   * The recent pairs, newest last; of two classes 0 or 1 and the probability of the second, of more their positions.
   */
  readonly truth?: readonly number[]
  readonly prediction?: readonly number[]
  /** How many outputs a model has whose pairs are those of the first; not told where there is one. */
  readonly outputs?: number
  /** Milliseconds from one pair to the next. */
  readonly everyMs?: number
  readonly loss?: number
  readonly samplesPerSecond?: number
  /** The norm of the last gradient of each parameter, by the parameter's name. */
  readonly gradientNorms?: Readonly<Record<string, number>>
  /** Counts of samples at which a drift was found. */
  readonly drift?: readonly number[]
}

const numbers = (value: unknown, most: number): readonly number[] | undefined =>
  Array.isArray(value) && value.length <= most && value.every((entry) => typeof entry === 'number') ? value : undefined

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

const texts = (value: unknown): readonly string[] | undefined => (Array.isArray(value) ? value.map(String) : undefined)

const LISTS = { truth: 1000, prediction: 1000, drift: 1000, x: 10_000, lows: 1000, highs: 1000 } as const

/** Which entries of a record are there and right. */
const usable = <Value>(entries: readonly (readonly [string, Value | undefined])[]): Readonly<Record<string, Value>> =>
  Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined))

/** What is usable of `about.live`, which came over the wire. */
export function liveFrom(about: { readonly live?: unknown }): Live {
  const live = record(about.live)
  const isNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)
  return {
    ...usable(Object.entries(LISTS).map(([key, most]) => [key, numbers(live[key], most)])),
    ...usable(['names', 'classes'].map((key) => [key, texts(live[key])])),
    ...usable(['everyMs', 'outputs', 'loss', 'samplesPerSecond'].map((key) => [key, isNumber(live[key])])),
    ...sampleFrom(live),
    gradientNorms: usable(Object.entries(record(live['gradientNorms'])).map(([key, norm]) => [key, isNumber(norm)])),
  }
}

function sampleFrom({ sample, vector }: Readonly<Record<string, unknown>>): Pick<Live, 'sample' | 'vector'> {
  const fields = Object.entries(record(sample))
  if (fields.length === 0) return {}
  const isField = (value: unknown): value is LiveField => value === null || typeof value !== 'object'
  return {
    sample: usable(fields.map(([key, value]) => [key, isField(value) ? value : undefined])),
    vector: vector === true,
  }
}

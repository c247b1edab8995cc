/** What a trainer may say for the page besides counts and metrics, in `about.live`; every part may be missing. */
export interface Live {
  /** Names of the inputs, as many as are worth showing, from the first on. */
  readonly names?: readonly string[]
  /** The latest input, whole. */
  readonly x?: readonly number[]
  /** The recent pairs, newest last. */
  readonly truth?: readonly number[]
  readonly prediction?: readonly number[]
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

/** What is usable of `about.live`, which came over the wire. */
export function liveFrom(about: { readonly live?: unknown }): Live {
  const live = record(about.live)
  const [truth, prediction, drift] = [
    numbers(live['truth'], 1000),
    numbers(live['prediction'], 1000),
    numbers(live['drift'], 1000),
  ]
  const x = numbers(live['x'], 10_000)
  const names = Array.isArray(live['names']) ? live['names'].map(String) : undefined
  const norms = Object.entries(record(live['gradientNorms'])).filter(([, norm]) => typeof norm === 'number')
  const single = (key: 'everyMs' | 'loss' | 'samplesPerSecond') => {
    const value = live[key]
    return typeof value === 'number' ? { [key]: value } : {}
  }
  return {
    ...(names ? { names } : {}),
    ...(x ? { x } : {}),
    ...(truth ? { truth } : {}),
    ...(prediction ? { prediction } : {}),
    ...(drift ? { drift } : {}),
    ...single('everyMs'),
    ...single('loss'),
    ...single('samplesPerSecond'),
    gradientNorms: Object.fromEntries(norms) as Readonly<Record<string, number>>,
  }
}

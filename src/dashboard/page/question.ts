import type { Live, LiveField } from '../live.js'

/** One input that a person may change. */
export interface Field {
  readonly name: string
  readonly value: LiveField
  readonly low: number
  readonly high: number
}

/** Inputs shown at most. */
export const FIELDS_MAX = 32

/** What can be asked, from the latest sample of the stream. A bare model's inputs are taken to be standardised. */
export function fieldsOf({ names = [], x = [], sample, lows = [], highs = [] }: Live): readonly Field[] {
  if (!sample) {
    const shown = names.slice(0, Math.min(FIELDS_MAX, x.length))
    return shown.map((name, index) => ({ name, value: x[index] ?? 0, low: -3, high: 3 }))
  }
  return Object.entries(sample)
    .slice(0, FIELDS_MAX)
    .map(([name, value], index) => ({ name, value, low: lows[index] ?? 0, high: highs[index] ?? 0 }))
}

/** The latest sample with some of its fields changed, as the model takes it; undefined where none came. */
export function questionOf(
  { names = [], x, sample, vector }: Live,
  changed: ReadonlyMap<string, LiveField> = new Map(),
): readonly number[] | Readonly<Record<string, LiveField>> | undefined {
  if (!sample) return x?.map((value, index) => Number(changed.get(names[index] ?? '') ?? value))
  const asked = { ...sample, ...Object.fromEntries(changed) }
  return vector ? Object.values(asked).map(Number) : asked
}

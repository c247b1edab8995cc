import type { Features } from '../../features/sample.js'
import { cutText, textBytes } from './cutText.js'

/** Fields of a sample that are told, bytes of all their names, and of each text: metadata has 16 KiB in all. */
const FIELDS_MAX = 64
const NAMES_BYTES = 3072
const TEXT_BYTES = 80

export type LiveField = number | string | boolean | null

/** The sample that was learned last, as a page may show it and ask about it. */
export interface LiveSample {
  /** Its fields; of a vector, by position. */
  readonly sample: Readonly<Record<string, LiveField>>
  readonly vector: boolean
  /** The least and the largest number of each field, in order, among those looked at; 0 for what is no number. */
  readonly lows: readonly number[]
  readonly highs: readonly number[]
}

/** How far the numbers of samples reach. */
export class LiveRanges {
  private readonly ranges = new Map<string, { low: number; high: number }>()

  /** Undefined for a sample with more or longer fields than are told: a name that is cut names no field. */
  take(x: Features): LiveSample | undefined {
    const fields = fieldsOf(x)
    if (!fields) return undefined
    const ranges = fields.map(([name, value]) => this.widened(name, value))
    return {
      sample: Object.fromEntries(fields),
      vector: isVector(x),
      lows: ranges.map(({ low }) => low),
      highs: ranges.map(({ high }) => high),
    }
  }

  /** What is missing, or a text, widens nothing. */
  private widened(name: string, value: LiveField): { readonly low: number; readonly high: number } {
    const known = this.ranges.get(name)
    if (typeof value !== 'number') return known ?? { low: 0, high: 0 }
    const range = known ?? { low: value, high: value }
    range.low = Math.min(range.low, value)
    range.high = Math.max(range.high, value)
    // A stream with ever new names has no page of sliders.
    if (this.ranges.size < FIELDS_MAX) this.ranges.set(name, range)
    return range
  }
}

const isVector = (x: Features): x is Float32Array | readonly number[] => ArrayBuffer.isView(x) || Array.isArray(x)

function fieldsOf(x: Features): readonly (readonly [string, LiveField])[] | undefined {
  const entries = isVector(x) ? Array.from(x, (value, index) => [String(index), value] as const) : Object.entries(x)
  if (entries.length > FIELDS_MAX) return undefined
  let names = 0
  // Who pushes samples chooses the names: the longest are not even walked over.
  for (const [name] of entries) names += name.length > NAMES_BYTES ? name.length : textBytes(name)
  if (names > NAMES_BYTES) return undefined
  return entries.map(([name, value]) => [name, fieldOf(value)])
}

function fieldOf(value: unknown): LiveField {
  if (typeof value === 'string') return cutText(value, TEXT_BYTES)
  return typeof value === 'number' || typeof value === 'boolean' ? value : null
}

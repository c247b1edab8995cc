import type { Sample } from './sample.js'

/** How far a source has come, as plain JSON: what `after` takes to go on from there. */
export interface SourcePosition {
  /** Records read, set aside or not. */
  readonly rows: number
  /** Of those, set aside by the source. */
  readonly rejected?: number
  /** A place to begin reading at, in bytes of the unpacked data, and the records and lines before it. */
  readonly from?: { readonly bytes: number; readonly lines: number; readonly rows: number }
  /** What else the source has to know to go on: of a CSV file its delimiter and columns. */
  readonly reading?: unknown
  /** Samples are to carry marks, for a learner that keeps its place. */
  readonly marked?: boolean
}

/** Where a sample stands in its source; travels with it, through every operator that copies samples by `{ ...sample }`. */
export interface Mark {
  /** The source's name: its path or address. */
  readonly source: string
  /** One per reading: a source that is read twice begins again. */
  readonly run: object
  /** Records up to this one, it included. */
  readonly rows: number
  /** Who pushed it, and its number there. */
  readonly producer?: string
  readonly seq?: number
  position(): SourcePosition
}

const MARK = Symbol('eddy.mark')

/** The sample, marked in place. */
export function marked<S extends Sample>(sample: S, mark: Mark): S {
  ;(sample as { [MARK]?: Mark })[MARK] = mark
  return sample
}

/** The mark of a sample; undefined where it has none, is no object or can't be read. */
export function markOf(sample: unknown): Mark | undefined {
  try {
    return (sample as { readonly [MARK]?: Mark } | undefined)?.[MARK]
  } catch {
    return undefined
  }
}

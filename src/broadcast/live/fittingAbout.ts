import { EddyError } from '../../error.js'
import { messageOf } from '../../unreadable.js'
import type { SnapshotAbout } from '../../snapshots/about.js'
import { encodeMetadata } from '../../snapshots/metadata.js'

/** What the name, the columns and the counts of a transfer take of its metadata, at most. */
const REST = { bytes: new Uint8Array(2048), columns: Array.from({ length: 32 }, () => []) }

/** What is said about a version, in the order in which it is kept where all of it is too much for metadata. */
interface Sayings {
  readonly counts: SnapshotAbout
  /** What the trainer says itself. */
  readonly own: () => unknown
  /** What is told without being asked. */
  readonly told: Partial<SnapshotAbout>
}

/**
 * As much about a version as its metadata holds, whatever anyone says: what is too big must not end a trainer. The parts
 * of `live` go first, the longest first; then `own` as a whole.
 *
 * @returns also why `own` was left out, where it was
 */
export function fittingAbout({ counts, own, told }: Sayings): {
  readonly about: SnapshotAbout
  readonly refused: EddyError | undefined
} {
  const { said, refused } = usable(counts, own)
  for (const rest of lessAndLess(told)) {
    const about = { ...counts, ...rest, ...said }
    if (!refusalOf(about)) return { about, refused }
  }
  return { about: { ...counts, ...said }, refused }
}

function usable(
  counts: SnapshotAbout,
  own: () => unknown,
): { readonly said: Partial<SnapshotAbout>; readonly refused: EddyError | undefined } {
  let why: string | undefined
  let cause: unknown
  try {
    const said = own() ?? {}
    if (typeof said !== 'object' || Array.isArray(said)) why = `expected an object, got ${typeof said}`
    else why = refusalOf({ ...counts, ...said })
    if (why === undefined) return { said, refused: undefined }
  } catch (error) {
    why = messageOf(error)
    cause = error
  }
  const message = `publish: versions go out without your \`about\`: ${why}`
  return { said: {}, refused: new EddyError('ERR_ABOUT', message, { cause }) }
}

/** Why metadata can't hold it. */
function refusalOf(about: SnapshotAbout): string | undefined {
  try {
    encodeMetadata({ about, ...REST })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function* lessAndLess(told: Partial<SnapshotAbout>): Iterable<Partial<SnapshotAbout>> {
  yield told
  const { live, ...figures } = told
  if (typeof live === 'object' && live !== null) {
    const { sample, vector, lows, highs, ...withoutSample } = live as Readonly<Record<string, unknown>>
    yield { ...figures, live: withoutSample }
    const { gradientNorms, classes, ...pairs } = withoutSample
    yield { ...figures, live: pairs }
  }
  yield figures
  yield {}
}

import { EddyError } from '../error.js'
import { abortSignal, checkOption } from '../options.js'
import { Learner } from '../operators/learner/learner.js'
import type { SnapshotAbout } from '../snapshots/about.js'
import { type Model, StreamedModel } from '../operators/model.js'
import { textBytes } from './live/cutText.js'

export interface PublishOptions {
  /** Milliseconds between versions, at least; default 200. Up to 2^31 - 1, which is 24 days. */
  readonly everyMs?: number
  /** Publish only after so many steps more; default 1. */
  readonly everySamples?: number
  /**
   * Said about each version besides the counts; of a learner, besides or instead of its figures and latest pairs. Plain
   * JSON, up to 14,000 bytes of MessagePack and 200 lists and maps: what is more, or throws, is left out.
   */
  readonly about?: () => Partial<SnapshotAbout>
  /** Told once if `about` is left out (ERR_ABOUT); default: on the console. */
  readonly onWarning?: (warning: EddyError) => void
  /** Of two trainers the one with the larger fence counts; default: the learner's own, if `openLearner` made it, else 0. */
  readonly fence?: number
  /** Aborting it stops the publication, as `stop()` does. */
  readonly signal?: AbortSignal
}

/** UTF-8 bytes of a model's name: it is in a HELLO of 4 KiB. */
const NAME_BYTES = 256
/** Timers hold no more milliseconds, and fire at once where they are told more. */
const EVERY_MS_MAX = 0x7fff_ffff

/** The fence under which a source is published. */
export const fenceOf = (source: Learner | Model, { fence }: PublishOptions): number =>
  fence ?? ('fence' in source && typeof source.fence === 'number' ? source.fence : 0)

/**
 * Checks what is to be published, before anything is begun.
 *
 * @param who the function that was called
 * @throws {EddyError} ERR_MODEL_NAME unless the name is a text of 1 to 256 bytes, ERR_OPTION
 */
export function checkPublishing(who: string, name: unknown, source: unknown, options: PublishOptions): void {
  if (typeof name !== 'string' || name === '' || name.length > NAME_BYTES || textBytes(name) > NAME_BYTES) {
    const got = typeof name === 'string' ? `${name.length} characters` : String(name)
    throw new EddyError(
      'ERR_MODEL_NAME',
      `${who}: expected a name of 1 to ${NAME_BYTES} bytes for the model, got ${got}`,
    )
  }
  const wrong = (what: string, wanted: string, got: unknown): EddyError =>
    new EddyError('ERR_OPTION', `${who}: ${what} must be ${wanted}, got ${String(got)}`)
  if (!(source instanceof Learner || source instanceof StreamedModel)) {
    throw wrong(`what is published as '${name}'`, 'a learner (createLearner) or a model (createModel)', source)
  }
  if (typeof options !== 'object' || options === null)
    throw wrong('the third argument', 'an object of options', options)
  const { everyMs = 200, everySamples = 1 } = options
  if (!(typeof everyMs === 'number' && everyMs > 0 && everyMs <= EVERY_MS_MAX)) {
    throw wrong('`everyMs`', 'a number of milliseconds above 0, at most 2^31 - 1', everyMs)
  }
  if (!Number.isSafeInteger(everySamples) || everySamples < 1) {
    throw wrong('`everySamples`', 'a positive whole number', everySamples)
  }
  for (const call of ['about', 'onWarning'] as const) {
    const given = options[call]
    if (given !== undefined && typeof given !== 'function') throw wrong(`\`${call}\``, 'a function', given)
  }
  checkOption(who, 'signal', options.signal, abortSignal)
  const fence = fenceOf(source, options)
  if (!Number.isInteger(fence) || fence < 0 || fence > 0xffff_ffff) {
    throw wrong('`fence`', 'a whole number from 0 to 2^32 - 1', fence)
  }
}

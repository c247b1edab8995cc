import { describeValue } from '../describeValue.js'
import { EddyError } from '../error.js'
import {
  abortSignal,
  callback,
  checkOption,
  checkOptions,
  count,
  custom,
  milliseconds,
  type OptionTable,
  required,
  type TableOf,
  wholeNumber,
} from '../options.js'
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

const fence = wholeNumber({ from: 0, to: 0xffff_ffff })

export const publishTable: TableOf<PublishOptions> = {
  everyMs: milliseconds,
  everySamples: count,
  about: callback,
  onWarning: callback,
  fence,
  signal: abortSignal,
}

const learnerOrModel = custom(
  'a learner, made by createLearner(), or a model, made by createModel()',
  (value) => value instanceof Learner || value instanceof StreamedModel,
)

/** The fence under which a source is published. */
export const fenceOf = (source: Learner | Model, { fence: given }: PublishOptions): number =>
  given ?? ('fence' in source && typeof source.fence === 'number' ? source.fence : 0)

/**
 * Checks what is to be published, before anything is begun.
 *
 * @param who the function that was called
 * @throws {EddyError} ERR_MODEL_NAME unless the name is a text of 1 to 256 bytes, ERR_OPTION
 */
export function checkPublishing(
  who: string,
  name: unknown,
  source: unknown,
  options: PublishOptions,
  table: OptionTable = publishTable,
): void {
  if (typeof name !== 'string' || name === '' || name.length > NAME_BYTES || textBytes(name) > NAME_BYTES) {
    const got = typeof name === 'string' ? `${name.length} characters` : describeValue(name)
    throw new EddyError(
      'ERR_MODEL_NAME',
      `${who}: expected a name of 1 to ${NAME_BYTES} bytes for the model, got ${got}`,
    )
  }
  checkOption(who, 'source', source, required(learnerOrModel))
  checkOptions(who, options, table)
  checkOption(who, 'fence', fenceOf(source as Learner | Model, options), fence)
}

import { EddyError } from '../../error.js'

/** Streams that a source has begun to read. */
const begun = new WeakSet<object>()

interface StreamLike {
  readonly destroyed?: boolean
  readonly readableEnded?: boolean
  readonly locked?: boolean
}

/**
 * Notes that a stream or a generator is being read: it can be read once. What can be iterated anew isn't noted.
 *
 * @throws {EddyError} ERR_STREAM_USED where it was read before, or somebody else reads it
 */
export function readOnce(source: object): void {
  const { destroyed, readableEnded, locked } = source as StreamLike
  if (begun.has(source) || destroyed || readableEnded || locked) {
    throw new EddyError(
      'ERR_STREAM_USED',
      'this stream was read before, or something else reads it, and a stream can be read once: make a new one for each reading, or share() the source',
    )
  }
  if (isStream(source) || isGenerator(source)) begun.add(source)
}

const isStream = (source: object): boolean => 'getReader' in source || 'readableEnded' in source

/** A generator is its own iterator; a collection makes a new one each time. */
const isGenerator = (source: object): boolean => 'next' in source && typeof source.next === 'function'

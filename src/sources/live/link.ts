import type { EddyError } from '../../error.js'

/** One message of a feed, as it came. */
export interface FeedMessage {
  readonly data: string | Uint8Array
  /** The name of a server-sent event; '' elsewhere. */
  readonly event: string
  /** The last event id; '' where there is none. */
  readonly id: string
  /** It was longer than allowed and not kept. */
  readonly tooLong?: boolean
}

/** Why a connection is over. */
export interface LinkEnd {
  readonly why: string
  /** Another try wouldn't change it. */
  readonly error?: EddyError
  /** The server said that there is no more to come. */
  readonly finished?: boolean
  /** It closed in good order, not by a cut. */
  readonly clean?: boolean
  /** The server asked not to come back sooner. */
  readonly afterMs?: number
}

/** What a connection tells; never before the function that opens it has returned. */
export interface LinkEvents {
  readonly opened: () => void
  readonly message: (message: FeedMessage) => void
  /** The other end is there, though it has nothing to say. */
  readonly heard: () => void
  /** Once, and the last. */
  readonly closed: (end: LinkEnd) => void
}

/** One connection. */
export interface Link {
  /** Closes without a word. */
  readonly close: () => void
  /** Stops reading; what was read already may still come. */
  readonly pause: () => void
  readonly resume: () => void
  /** Asks the other end for a sign of life, where that can be done. */
  readonly ping: () => void
}

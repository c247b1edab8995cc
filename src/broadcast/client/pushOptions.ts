/** How samples are pushed. */
export interface PushOptions {
  /** The name under which the trainer reads them: `broadcaster.samples(stream)`. */
  readonly stream: string
  readonly token?: string
  /** Who pushes, at most 64 characters; default: random. The same name goes on where it stopped: within one run of the server, or for good where the stream is durable. */
  readonly producer?: string
  /** Samples in a frame; default 100. */
  readonly batch?: number
  /** Samples on the way at once; default 1000. */
  readonly window?: number
  /** Samples kept while they can't be sent; beyond, the stream fails with ERR_OVERFLOW. Default 100,000. */
  readonly capacity?: number
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  readonly random?: () => number
}

/** How far it is. */
export interface PushProgress {
  readonly acknowledged: number
  readonly waiting: number
}

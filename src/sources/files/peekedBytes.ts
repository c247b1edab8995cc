import { Reader } from '../../operators/pulling/reader.js'
import { behindLines } from './lineEnds.js'

/** Lines that a table is recognised by, and bytes beyond which fewer are enough. */
const LINES = 1000
const BYTES = 4 * 2 ** 20
/** Milliseconds without anything new, and in all, after which what is there is enough. */
const IDLE_MS = 200
const ALL_MS = 400
const OBJECT = 123
const ARRAY = 91

/**
 * Bytes of which the first are looked at before any are read. Of a file these are always the same. What comes through a pipe or a
 * network is not waited for longer than a moment, once there are two lines.
 */
export class PeekedBytes {
  ended = false
  private readonly reader: Reader<Uint8Array>
  private readonly hurried: boolean
  private readonly chunks: Uint8Array[] = []
  private waiting: Promise<IteratorResult<Uint8Array, undefined>> | undefined
  private lines = 0
  /** Reading on failed: what came before is still of use. */
  private failure: { readonly error: unknown } | undefined

  /** @param hurried whether what comes slowly isn't waited for */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    { hurried, signal }: { readonly hurried: boolean; readonly signal: AbortSignal },
  ) {
    this.reader = new Reader(chunks, signal)
    this.hurried = hurried
  }

  /** What was looked at. */
  get head(): Uint8Array {
    return this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks)
  }

  private get size(): number {
    return this.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Whether no more will be looked at. */
  get full(): boolean {
    return this.ended || this.failure !== undefined || this.lines >= LINES || this.size >= BYTES
  }

  /** Waits for some bytes, or for a line. */
  async bytes(count: number): Promise<void> {
    while (!this.ended && !this.failure && this.size < count && this.lines === 0) await this.more()
    if (this.failure && this.size === 0) throw this.failure.error
  }

  /**
   * Looks at more, until it is enough.
   *
   * @param lines how many lines are waited for, however slowly they come
   */
  async peek(lines: number): Promise<void> {
    while (!this.full && this.lines < (this.linesNeeded ?? lines)) await this.more()
    let left = ALL_MS
    while (!this.full) {
      const begin = performance.now()
      if (!(await this.more(this.hurried ? Math.min(IDLE_MS, left) : undefined))) return
      left -= performance.now() - begin
      if (this.hurried && left <= 0) return
    }
  }

  /** Lines that are enough of JSON: an object may be one, an array may have none. */
  private get linesNeeded(): number | undefined {
    if (!this.hurried) return undefined
    const first = this.chunks[0]?.find((byte) => byte > 32 && byte < 128)
    return first === OBJECT ? 1 : first === ARRAY ? 0 : undefined
  }

  /** Takes a chunk; false where none came in time. */
  private async more(waitMs?: number): Promise<boolean> {
    this.waiting ??= this.reader.next()
    const next = await this.next(this.waiting, waitMs)
    if (next === undefined) return false
    this.waiting = undefined
    if (next.done) {
      this.ended = true
      return true
    }
    this.chunks.push(next.value)
    this.lines += behindLines(next.value, LINES).lines
    return true
  }

  private async next(
    waiting: Promise<IteratorResult<Uint8Array, undefined>>,
    waitMs: number | undefined,
  ): Promise<IteratorResult<Uint8Array, undefined> | undefined> {
    try {
      return waitMs === undefined ? await waiting : await inTime(waiting, waitMs)
    } catch (error) {
      this.failure = { error }
      return undefined
    }
  }

  /** The chunks that were looked at, once. */
  takeHead(): readonly Uint8Array[] {
    return this.chunks.splice(0)
  }

  /** The chunks after them. */
  async *rest(): AsyncIterable<Uint8Array> {
    while (!this.ended) {
      if (this.failure) throw this.failure.error
      const next = await (this.waiting ?? this.reader.next())
      this.waiting = undefined
      if (next.done) return
      yield next.value
    }
  }

  /** All of them. */
  async *all(): AsyncIterable<Uint8Array> {
    yield* this.takeHead()
    yield* this.rest()
  }
}

async function inTime<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

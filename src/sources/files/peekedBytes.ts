import { Reader } from '../../operators/pulling/reader.js'
import { behindLines } from './lineEnds.js'

/** A table is recognised by this many lines, or this many bytes if that is less. */
const LINES = 1000
const BYTES = 4 * 2 ** 20
/** How long to wait for more lines, in milliseconds: after the last bytes, and in all. */
const IDLE_MS = 200
const ALL_MS = 400
const OBJECT = 123
const ARRAY = 91

/**
 * A stream of bytes whose beginning can be looked at before it is read. Of a file that beginning is always the same. From a pipe or
 * a network, more is awaited only for a moment once there are two lines.
 */
export class PeekedBytes {
  ended = false
  private readonly reader: Reader<Uint8Array>
  private readonly hurried: boolean
  private readonly chunks: Uint8Array[] = []
  private waiting: Promise<IteratorResult<Uint8Array, undefined>> | undefined
  private lines = 0
  /** The error that ended the reading. The bytes before it can still be read. */
  private failure: { readonly error: unknown } | undefined

  /** @param hurried whether to wait only for a moment */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    { hurried, signal }: { readonly hurried: boolean; readonly signal: AbortSignal },
  ) {
    this.reader = new Reader(chunks, signal)
    this.hurried = hurried
  }

  /** The bytes that were looked at. */
  get head(): Uint8Array {
    return this.chunks.length === 1 && this.chunks[0] ? this.chunks[0] : Buffer.concat(this.chunks)
  }

  private get size(): number {
    return this.chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Whether the look is over: nothing more will be added. */
  get full(): boolean {
    return this.ended || this.failure !== undefined || this.lines >= LINES || this.size >= BYTES
  }

  /** Waits until there are this many bytes, or a line. */
  async bytes(count: number): Promise<void> {
    while (!this.ended && !this.failure && this.size < count && this.lines === 0) await this.more()
    if (this.failure && this.size === 0) throw this.failure.error
  }

  /**
   * Looks at more bytes until there are enough.
   *
   * @param lines the number of lines to wait for, however long they take
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

  /** The number of lines needed if it is JSON: an object may be one line, an array may have no line end at all. */
  private get linesNeeded(): number | undefined {
    if (!this.hurried) return undefined
    const first = this.chunks[0]?.find((byte) => byte > 32 && byte < 128)
    return first === OBJECT ? 1 : first === ARRAY ? 0 : undefined
  }

  /** Takes one more chunk. Returns false if none came in time. */
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

  /** Hands out the chunks that were looked at. They are handed out once. */
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

  /** All chunks. */
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

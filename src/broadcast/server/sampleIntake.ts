import { EddyError } from '../../error.js'
import type { Sample } from '../../features/sample.js'
import { type Frame, FrameType } from '../../snapshots/frame.js'
import { ProducerMarks } from '../../snapshots/checkpoints/producerMarks.js'
import { Misfit } from '../plainSample.js'
import { decodeSamples } from '../samplesCodec.js'
import { checkStream, SampleStream, type SampleStreamOptions } from './sampleStream.js'

/** When to try again while nobody takes the samples. */
const RETRY_AFTER_MS = 250

type Answer = Partial<Frame> & { readonly type: number }

/**
 * Takes pushed samples: in order, each once. A producer numbers its samples; what comes again is acknowledged and
 * dropped, and what comes too early is asked for again from the gap.
 */
export class SampleIntake {
  taken = 0
  /** What was no sample: it counts as taken for its producer. */
  rejected = 0
  private readonly streams = new Map<string, SampleStream>()
  /** The last sample taken, per stream and producer. */
  private readonly highest = new ProducerMarks()

  /** The options count the first time. */
  stream(name: string, options?: SampleStreamOptions): SampleStream {
    checkStream(name, options)
    const known = this.streams.get(name)
    if (known) return known
    const made = new SampleStream(name, options)
    this.streams.set(name, made)
    return made
  }

  /**
   * Takes a SAMPLES frame, and answers it: at once, or when the samples are on disk.
   *
   * @throws {EddyError} ERR_SAMPLES for a frame that isn't one
   */
  take({ meta, body }: Frame, answer: (answer: Answer) => void): void {
    const { stream, producer, seq } = meta
    if (typeof stream !== 'string' || typeof producer !== 'string' || producer.length > 64) {
      throw new EddyError('ERR_SAMPLES', 'the samples do not tell their stream and producer')
    }
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
      throw new EddyError('ERR_SAMPLES', 'the samples do not tell their number')
    }
    const taker = this.streams.get(stream)
    const wait = { type: FrameType.FLOW, meta: { stream, credits: 0, retryAfterMs: RETRY_AFTER_MS } }
    if (!taker?.ready) {
      // A disk that was full is tried again by those who wait for it.
      taker?.log?.kept().catch(() => undefined)
      answer(wait)
      return
    }
    const upTo = this.takeNew(decodeSamples(meta, body), seq, { taker, key: JSON.stringify([stream, producer]) })
    const acknowledge = (durable: boolean): void => {
      const { credits } = taker
      answer({ type: FrameType.SAMPLE_ACK, meta: { stream, producer, upTo, credits, durable } })
      if (!taker.ready) answer(wait)
    }
    if (!taker.log) acknowledge(false)
    else {
      taker.log.kept().then(
        () => acknowledge(true),
        () => {
          if (taker.log?.failure) taker.fail(taker.log.failure)
          answer(wait)
        },
      )
    }
  }

  /** Takes what follows without a gap; returns the number of the last one taken. */
  private takeNew(
    samples: readonly (Sample | Misfit)[],
    seq: number,
    { taker, key }: { readonly taker: SampleStream; readonly key: string },
  ): number {
    const { log } = taker
    const before = log ? log.highest(key, seq) : this.highest.of(key)
    const taken: (Sample | Misfit)[] = []
    let upTo = before
    if (!log) this.highest.set(key, upTo)
    for (const sample of seq > upTo + 1 ? [] : samples.slice(upTo + 1 - seq)) {
      // A consumer that is full now: the rest comes again.
      if (!taker.ready) break
      upTo += 1
      // Remembered first: an error in what is subscribed must not make the sample count twice.
      if (!log) this.highest.set(key, upTo)
      taken.push(sample)
      if (sample instanceof Misfit) {
        this.rejected += 1
        taker.setAside(sample)
        continue
      }
      this.taken += 1
      taker.take(log ? log.mark(sample, upTo - before - 1, key, upTo) : sample)
    }
    if (taken.length > 0) log?.append(taken, key, before + 1)
    return upTo
  }

  complete(): void {
    for (const stream of this.streams.values()) stream.complete()
  }
}

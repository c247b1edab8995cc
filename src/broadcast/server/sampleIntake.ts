import { type Observable, Subject } from 'rxjs'
import { EddyError } from '../../error.js'
import type { Sample } from '../../evaluation/sample.js'
import { type Frame, FrameType } from '../../snapshots/frame.js'
import { decodeSamples } from '../samplesCodec.js'

/** Producers remembered; beyond, the one that was silent longest is forgotten. */
const PRODUCERS_MAX = 100_000
/** When to try again while nobody takes the samples. */
const RETRY_AFTER_MS = 1000

type Answer = Partial<Frame> & { readonly type: number }

/**
 * Takes pushed samples: in order, each once. A producer numbers its samples; what comes again is acknowledged and
 * dropped, and what comes too early is asked for again from the gap.
 */
export class SampleIntake {
  taken = 0
  private readonly streams = new Map<string, Subject<Sample>>()
  /** The last sample taken, per stream and producer. */
  private readonly highest = new Map<string, number>()

  stream(name: string): Observable<Sample> {
    return this.subject(name)
  }

  private subject(name: string): Subject<Sample> {
    const known = this.streams.get(name)
    if (known) return known
    const made = new Subject<Sample>()
    this.streams.set(name, made)
    return made
  }

  /**
   * The answers to a SAMPLES frame.
   *
   * @throws {EddyError} ERR_SAMPLES for a frame that isn't one
   */
  take({ meta, body }: Frame): readonly Answer[] {
    const { stream, producer, seq } = meta
    if (typeof stream !== 'string' || typeof producer !== 'string' || producer.length > 64) {
      throw new EddyError('ERR_SAMPLES', 'the samples do not tell their stream and producer')
    }
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) {
      throw new EddyError('ERR_SAMPLES', 'the samples do not tell their number')
    }
    const subject = this.streams.get(stream)
    if (!subject?.observed)
      return [{ type: FrameType.FLOW, meta: { stream, credits: 0, retryAfterMs: RETRY_AFTER_MS } }]
    const samples = decodeSamples(meta, body)
    const key = JSON.stringify([stream, producer])
    const before = this.highest.get(key) ?? 0
    const upTo = seq > before + 1 ? before : Math.max(before, seq + samples.length - 1)
    // Remembered first: an error in what is subscribed must not make the samples count twice.
    this.remember(key, upTo)
    for (const sample of seq > before + 1 ? [] : samples.slice(before + 1 - seq)) {
      this.taken += 1
      subject.next(sample)
    }
    return [{ type: FrameType.SAMPLE_ACK, meta: { stream, producer, upTo, durable: false } }]
  }

  private remember(key: string, upTo: number): void {
    this.highest.delete(key)
    this.highest.set(key, upTo)
    if (this.highest.size <= PRODUCERS_MAX) return
    const [oldest] = this.highest.keys()
    if (oldest !== undefined) this.highest.delete(oldest)
  }

  complete(): void {
    for (const subject of this.streams.values()) subject.complete()
  }
}

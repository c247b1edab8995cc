import { join } from 'node:path'
import type { EddyError } from '../../error.js'
import { type Mark, marked, type SourcePosition } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import type { DurableLearner } from '../../snapshots/checkpoints/durableLearner.js'
import { ProducerMarks } from '../../snapshots/checkpoints/producerMarks.js'
import { fileError } from '../../snapshots/files/atomicFile.js'
import { decodeFrame, encodeFrame, FrameType } from '../../snapshots/frame.js'
import type { LogRecord } from '../../snapshots/log/logRecord.js'
import { RecordLog } from '../../snapshots/log/recordLog.js'
import { Misfit } from '../plainSample.js'
import { decodeSamples, encodeSamples } from '../samplesCodec.js'

/** Milliseconds of replay after which sockets and timers get their turn, and until a busy consumer is asked again. */
const BUDGET_MS = 4
const BUSY_MS = 20

/** Where a pushed sample stands: its number in the log, and its producer's own. */
class PushedMark implements Mark {
  readonly source: string
  readonly run: object
  readonly rows: number
  readonly producer: string
  readonly seq: number

  constructor(log: SampleLog, rows: number, producer: string, seq: number) {
    this.source = log.source
    this.run = log
    this.rows = rows
    this.producer = producer
    this.seq = seq
  }

  position(): SourcePosition {
    return { rows: this.rows }
  }
}

/**
 * Pushed samples of one stream, written ahead of their acknowledgement: a learner that is kept learns each of them once,
 * whatever ends the process. What its checkpoint doesn't hold yet is replayed; what it holds for sure is removed.
 */
export class SampleLog {
  readonly source: string
  failure: EddyError | undefined
  private readonly learner: DurableLearner
  private readonly folder: string
  private log: RecordLog | undefined
  /** Ahead of the learner's own, where samples wait between. */
  private readonly producers = new ProducerMarks()
  private state: 'replaying' | 'open' | 'full' | 'closed' = 'replaying'

  constructor(stream: string, learner: DurableLearner) {
    this.source = `samples/${stream}`
    this.folder = join(learner.folder, `samples-${encodeURIComponent(stream)}`)
    this.learner = learner
    learner.onClose(() => this.close())
  }

  /** Whether samples are taken. */
  get open(): boolean {
    return this.state === 'open' && this.failure === undefined
  }

  private become(state: 'open' | 'full' | 'closed'): void {
    if (this.state !== 'closed') this.state = state
  }

  /** Opens the log and replays what the learner hasn't learned. `ready` is asked before each sample. */
  async begin(deliver: (sample: Sample) => void, ready: () => boolean): Promise<void> {
    const { learner } = this
    try {
      const after = learner.positionOf(this.source).rows
      const { fence } = learner
      const options = { fence, after, check: () => learner.checkOwner(), files: learner.files }
      const { log, records } = await RecordLog.open(this.folder, options)
      this.log = log
      learner.checkpoint$.subscribe((event) => {
        if (event.type === 'written') void log.prune(event.covered?.[this.source]?.rows ?? 0)
      })
      for (const record of records) await this.replay(record, after, { deliver, ready })
      this.become('open')
    } catch (cause) {
      this.failure = fileError(this.folder, cause)
      throw this.failure
    }
  }

  private async replay(
    { number, payload }: LogRecord,
    after: number,
    { deliver, ready }: { readonly deliver: (sample: Sample) => void; readonly ready: () => boolean },
  ): Promise<void> {
    const { meta, body } = decodeFrame(payload)
    const [producer, seq] = [String(meta['producer']), Number(meta['seq'])]
    const samples = decodeSamples(meta, body)
    let end = performance.now() + BUDGET_MS
    for (const [index, sample] of samples.entries()) {
      this.producers.set(producer, seq + index)
      // What is no sample only keeps its number: it was told when it came.
      if (number + index <= after || sample instanceof Misfit) continue
      while (!ready() && this.state !== 'closed') await new Promise((resolve) => setTimeout(resolve, BUSY_MS))
      if (this.state === 'closed') return
      deliver(marked(sample, new PushedMark(this, number + index, producer, seq + index)))
      if (performance.now() < end) continue
      await new Promise((resolve) => setImmediate(resolve))
      end = performance.now() + BUDGET_MS
    }
  }

  /** Number of the last sample taken of a producer, before this frame. */
  highest(producer: string, seq: number): number {
    if (this.learner.mechanisms.dedup === false) return seq - 1
    return Math.max(this.producers.of(producer), this.learner.positions.producers.of(producer))
  }

  /** The next sample, marked; `index`: since the last `append`. */
  mark(sample: Sample, index: number, producer: string, seq: number): Sample {
    return marked(sample, new PushedMark(this, (this.log?.last ?? 0) + 1 + index, producer, seq))
  }

  /** Takes the samples that were marked, and those set aside between them; `seq` is the number of the first. */
  append(samples: readonly (Sample | Misfit)[], producer: string, seq: number): void {
    const { meta, body } = encodeSamples(samples)
    this.log?.append(samples.length, encodeFrame({ type: FrameType.SAMPLES, meta: { ...meta, producer, seq }, body }))
    this.producers.set(producer, seq + samples.length - 1)
  }

  /**
   * Resolves when all that was taken is on disk: then it may be acknowledged.
   *
   * @throws {EddyError} ERR_DISK_FULL, ERR_WRITE; ERR_FSYNC, ERR_FENCED for good
   */
  async kept(): Promise<void> {
    try {
      await this.log?.sync()
      if (this.state === 'full') this.become('open')
    } catch (error) {
      if (this.state === 'open') this.become('full')
      this.failure = this.log?.failure
      throw error
    }
  }

  private async close(): Promise<void> {
    this.become('closed')
    await this.log?.sync().catch(() => undefined)
    await this.log?.close()
  }
}

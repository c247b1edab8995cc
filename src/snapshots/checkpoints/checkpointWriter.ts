import type { EddyError } from '../../error.js'
import type { SourcePosition } from '../../features/mark.js'
import { fileError } from '../files/atomicFile.js'

/** Positions by source. */
export type Covered = Readonly<Record<string, SourcePosition>>

/** What became of a checkpoint. */
export type CheckpointEvent =
  | {
      readonly type: 'written'
      readonly generation: number
      readonly bytes: number
      /** How far the oldest one kept has come in each source, where that is known. */
      readonly covered?: Covered
    }
  /** Training goes on with the last good one, unless the error is final. */
  | { readonly type: 'failed'; readonly error: EddyError }
  /** While opening: one that wasn't whole was passed over. */
  | { readonly type: 'damaged'; readonly name: string; readonly error: EddyError }

export interface CheckpointWriterOptions {
  /** Copies what there is now, and returns what writes the copy; undefined while there is nothing to keep. */
  readonly capture: () => (() => Promise<CheckpointEvent>) | undefined
  readonly tell: (event: CheckpointEvent) => void
}

/** After these nothing may be written any more: what is on disk is unknown, or another owner writes. */
const FINAL: ReadonlySet<string> = new Set(['ERR_FSYNC', 'ERR_FENCED'])

/**
 * Writes one checkpoint at a time. The copy is made between two samples, when nothing of a pipeline is under way; while it
 * is written the learner goes on, and what is asked for meanwhile becomes one more, of what there is then.
 */
export class CheckpointWriter {
  /** Final: the learner must stop. */
  failure: EddyError | undefined
  private readonly options: CheckpointWriterOptions
  private running: Promise<EddyError | undefined> | undefined
  private again = false

  constructor(options: CheckpointWriterOptions) {
    this.options = options
  }

  /** Soon, and once however often it is asked for. */
  request(): void {
    if (this.failure) return
    this.again = true
    this.running ??= this.run()
  }

  /**
   * Resolves when what there is now is on disk.
   *
   * @throws {EddyError} what went wrong
   */
  async flush(): Promise<void> {
    this.request()
    const error = this.failure ?? (await this.running)
    if (error) throw error
  }

  private async run(): Promise<EddyError | undefined> {
    let error: EddyError | undefined
    // Whoever asked may stand in the middle of a pipeline: it is left first.
    await Promise.resolve()
    while (this.again && !this.failure) {
      this.again = false
      error = await this.one()
    }
    this.running = undefined
    return error
  }

  private async one(): Promise<EddyError | undefined> {
    let event: CheckpointEvent | undefined
    try {
      event = await this.options.capture()?.()
    } catch (cause) {
      event = { type: 'failed', error: fileError('the checkpoint', cause) }
    }
    if (event?.type === 'failed' && FINAL.has(event.error.code)) this.failure = event.error
    if (event) this.options.tell(event)
    return event?.type === 'failed' ? event.error : undefined
  }
}

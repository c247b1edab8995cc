import { type Observable, Subject } from 'rxjs'
import { type AsyncClosing, closedBy } from '../../closing.js'
import { EddyError } from '../../error.js'
import type { Task } from '../../evaluation/prediction.js'
import type { SourcePosition } from '../../features/mark.js'
import type { Sample } from '../../features/sample.js'
import type { Learned } from '../../operators/learner/learned.js'
import { Learner } from '../../operators/learner/learner.js'
import type { LearnerOptions } from '../../operators/learner/learnerOptions.js'
import type { Files } from '../files/fileSystem.js'
import type { Checkpoint } from './checkpointCodec.js'
import type { Mechanisms } from './checkpointFolder.js'
import type { CheckpointEvent, CheckpointWriter } from './checkpointWriter.js'
import { Positions } from './positions.js'
import { type Progress, progressOf, resumeLearner } from './progress.js'

/** Where a learner is kept. */
export interface Keeping {
  readonly folder: string
  /** Larger than that of every owner of the folder before: of two trainers the one with the larger fence counts. */
  readonly fence: number
  readonly epoch: bigint
  readonly everySamples: number
  readonly writer: (learner: DurableLearner, tell: (event: CheckpointEvent) => void) => CheckpointWriter
  readonly files: Files
  readonly mechanisms: Mechanisms
  /** @throws {EddyError} ERR_FENCED */
  readonly check: () => Promise<void>
  readonly release: () => Promise<void>
}

/**
 * A learner that is kept in a folder: by `openLearner`. It goes on where it was, in each of its sources, whatever ended it.
 * `await using` closes it.
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the static block below defines what the interface declares.
export class DurableLearner<T extends Task = Task> extends Learner<T> {
  static {
    closedBy(DurableLearner.prototype, (learner) => learner.close())
  }

  readonly fence: number
  readonly epoch: bigint
  readonly folder: string
  /** What writes in the folder. */
  readonly files: Files
  readonly mechanisms: Mechanisms
  /** Checkpoints written, and what went wrong. */
  readonly checkpoint$: Observable<CheckpointEvent>
  readonly positions: Positions = new Positions()
  private readonly events = new Subject<CheckpointEvent>()
  private readonly writer: CheckpointWriter
  private readonly keeping: Keeping
  private readonly parts = new Map<string, () => unknown>()
  private resumed: Readonly<Record<string, unknown>> = {}
  private readonly closers: (() => void | Promise<void>)[] = []
  /** Samples that came since a checkpoint was asked for. */
  private since = 0
  private closing: Promise<void> | undefined

  constructor(options: LearnerOptions, keeping: Keeping) {
    super(options)
    this.keeping = keeping
    this.fence = keeping.fence
    this.epoch = keeping.epoch
    this.folder = keeping.folder
    this.files = keeping.files
    this.mechanisms = keeping.mechanisms
    this.checkpoint$ = this.events.asObservable()
    this.writer = keeping.writer(this, (event) => this.events.next(event))
  }

  /**
   * @throws {EddyError} ERR_FSYNC, ERR_FENCED once a checkpoint failed for good, ERR_CLOSED after `close`: what would be
   *   learned now could not be kept
   */
  override learn<S extends Sample>(sample: S): Learned<S, T> | undefined {
    if (this.writer.failure) throw this.writer.failure
    if (this.closing) throw new EddyError('ERR_CLOSED', `the learner in ${this.folder} was closed: open it again`)
    const learned = super.learn(sample)
    this.taken(sample)
    return learned
  }

  /** Says that a sample came to where it is kept: learned, or waiting in a part of the checkpoint. `joinLabels` tells it so. */
  readonly taken = (value: object): void => {
    this.positions.take(value)
    this.since += 1
    if (this.since >= this.keeping.everySamples) this.request()
  }

  /**
   * Where its source is to go on: `fromCsv(path, { after: learner.position })`.
   *
   * @throws {EddyError} ERR_SOURCE where it reads several: then see `positionOf`
   */
  get position(): SourcePosition {
    return this.positions.only()
  }

  /** Where the source of this name is to go on. */
  positionOf(source: string): SourcePosition {
    return this.positions.of(source)
  }

  /** Says how far a source has come: records at its end may have been set aside, so that no sample tells. */
  reached(source: string, position: SourcePosition): void {
    this.positions.reached(source, position)
  }

  /** Keeps more in the checkpoint: plain data that `state` returns, a copy. `kept` gives it back. */
  keep(name: string, state: () => unknown): void {
    this.parts.set(name, state)
  }

  /** What an earlier run kept under this name. */
  kept<T>(name: string): T | undefined {
    return this.resumed[name] as T | undefined
  }

  /** Samples that came since a checkpoint was asked for last. */
  get unsaved(): number {
    return this.since
  }

  /** Asks for a checkpoint, soon. */
  request(): void {
    this.since = 0
    this.writer.request()
  }

  /**
   * Resolves when all that was learned until now is on disk.
   *
   * @throws {EddyError} ERR_DISK_FULL, ERR_WRITE, ERR_FSYNC, ERR_FENCED
   */
  async checkpoint(): Promise<void> {
    this.since = 0
    await this.writer.flush()
  }

  /** @throws {EddyError} ERR_FENCED once somebody else owns the folder */
  checkOwner(): Promise<void> {
    return this.keeping.check()
  }

  get failure(): EddyError | undefined {
    return this.writer.failure
  }

  /** Something to end when the learner is closed. */
  onClose(close: () => void | Promise<void>): void {
    this.closers.push(close)
  }

  /**
   * Writes a last checkpoint, and lets the next one have the folder.
   *
   * @throws {EddyError} as `checkpoint` does; the folder is free all the same
   */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    for (const close of this.closers) await close()
    try {
      await this.checkpoint()
    } finally {
      this.events.complete()
      if (this.failure?.code !== 'ERR_FENCED') await this.keeping.release().catch(() => undefined)
    }
  }

  /** What there is besides model, features and targets, as plain data. */
  progress(): Progress {
    // What an earlier run kept and this one hasn't asked for yet stays.
    const parts: Record<string, unknown> = { ...this.resumed }
    for (const [name, state] of this.parts) parts[name] = state()
    return progressOf(this.positions, parts)
  }

  /** @throws {EddyError} ERR_STATE for a checkpoint of another learner */
  resumeFrom(checkpoint: Checkpoint): void {
    const { positions, parts } = resumeLearner(this, checkpoint)
    this.positions.restore(positions)
    this.resumed = parts
  }
}

// biome-ignore lint/correctness/noUnusedVariables: declarations that are merged have the same type parameters.
export interface DurableLearner<T extends Task = Task> extends AsyncClosing {}

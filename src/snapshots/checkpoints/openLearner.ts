import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import { onAbort } from '../../abort.js'
import { EddyError } from '../../error.js'
import type { Learner } from '../../operators/learner/learner.js'
import type { LearnerDescription } from '../../operators/learner/learnerOptions.js'
import {
  abortSignal,
  anObject,
  callback,
  checkOption,
  checkOptions,
  count,
  custom,
  either,
  flag,
  hasMethods,
  number,
  oneOf,
  required,
  type TableOf,
  text,
} from '../../options.js'
import { syncFolder } from '../files/atomicFile.js'
import { type Files, nodeFiles } from '../files/fileSystem.js'
import { type Checkpoint, encodeCheckpoint } from './checkpointCodec.js'
import { CheckpointFolder, GENERATIONS, type Mechanisms } from './checkpointFolder.js'
import type { Task } from '../../evaluation/prediction.js'
import { type CheckpointEvent, CheckpointWriter, type Covered } from './checkpointWriter.js'
import { DurableLearner } from './durableLearner.js'
import { claim, type Ownership, ownersOf } from './ownership.js'
import { specOf } from '../snapshot.js'
import { checkpointColumns, classesOf } from './progress.js'

export interface OpenLearnerOptions<T extends Task = Task> {
  /**
   * Makes the learner anew; called each time, and always to be made the same way: `kept` says how the one in the folder was
   * made, if there is one. Use the learner that comes back.
   */
  readonly create: (kept?: LearnerDescription) => Learner<T> | Promise<Learner<T>>
  /** Samples from checkpoint to checkpoint; default 1000. Infinity: never by this. */
  readonly everySamples?: number
  /** Milliseconds from checkpoint to checkpoint while samples come; default 5000. Infinity: never by this. */
  readonly everyMs?: number
  /** Takes the folder from an owner that may be alive, on another machine say. What that one writes no longer counts. */
  readonly takeOver?: boolean
  /** Aborting it closes the learner, as `close()` does; what goes wrong then is told on `checkpoint$`. */
  readonly signal?: AbortSignal
  /** Told of every checkpoint, from the first on; as `learner.checkpoint$` is. */
  readonly onCheckpoint?: (event: CheckpointEvent) => void
  /** Milliseconds, monotonic. */
  readonly clock?: () => number
  /** Milliseconds since 1970; stands in the files, and decides nothing. */
  readonly now?: () => number
  readonly files?: Files
  /** For tests of the tests. */
  readonly mechanisms?: Mechanisms
}

/** Infinity: never by this. */
const never = oneOf([Number.POSITIVE_INFINITY])

const table: TableOf<OpenLearnerOptions> = {
  create: required(callback),
  everySamples: either(count, never),
  everyMs: either(number({ above: 0 }), never),
  takeOver: flag,
  signal: abortSignal,
  onCheckpoint: callback,
  clock: callback,
  now: callback,
  files: custom('a file system', (value) => hasMethods(value, 'open', 'read', 'list', 'rename')),
  mechanisms: anObject,
}

/** How often the clock is looked at. */
const LOOK_MS = 100

/**
 * A learner that nothing makes forget: it is kept in `folder`, and comes back as it was, with weights, optimizer, random
 * numbers, features, classes, drift detectors, and the place in its source. The copy is made between two samples, and
 * written while learning goes on; three checkpoints are kept, and the newest one that is whole counts.
 *
 * ```ts
 * const learner = await openLearner('./state', { create: () => createLearner({ task: 'regression' }) })
 * fromCsv('big.csv', { target: 'y', after: learner.position }).pipe(learn(learner))
 * ```
 *
 * @throws {EddyError} (rejects) ERR_LOCKED where another process has it, ERR_STATE for a learner made otherwise,
 *   ERR_CHECKPOINT where no checkpoint is whole, ERR_CHECKPOINT_VERSION, ERR_OPTION, ERR_READ for what is no folder, ERR_WRITE,
 *   ERR_DISK_FULL, ERR_FSYNC
 */
export async function openLearner<T extends Task = Task>(
  folder: string,
  options: OpenLearnerOptions<T>,
): Promise<DurableLearner<T>> {
  checkOption('openLearner', 'folder', folder, required(text))
  checkOptions('openLearner', options, table)
  const { everySamples = 1000, everyMs = 5000, files = nodeFiles, mechanisms = {}, signal } = options
  signal?.throwIfAborted()
  await makeFolder(folder, files)
  const store = new CheckpointFolder(folder, files, mechanisms)
  const least = Math.max(0, ...(await store.list()).map(({ fence }) => fence))
  const ownership = await claim(folder, least, options)
  try {
    const learner = await opened(store, ownership, { ...options, everySamples, everyMs, files })
    if (signal?.aborted) await learner.close()
    signal?.throwIfAborted()
    learner.onClose(onAbort(signal, () => void learner.close().catch(() => undefined)))
    // It was made by `create`, or goes on from a checkpoint of the same description.
    return learner as DurableLearner<T>
  } catch (error) {
    await ownership.release().catch(() => undefined)
    throw error
  }
}

async function makeFolder(folder: string, files: Files): Promise<void> {
  if (await files.exists(folder)) {
    await files.list(folder).catch((error: Error) => {
      throw new EddyError('ERR_READ', `${folder} can't be read as a folder: ${error.message}`, { cause: error })
    })
    return
  }
  await files.makeFolder(folder)
  await syncFolder(files, dirname(folder))
}

type Settled = OpenLearnerOptions & Required<Pick<OpenLearnerOptions, 'everySamples' | 'everyMs' | 'files'>>

async function opened(store: CheckpointFolder, ownership: Ownership, options: Settled): Promise<DurableLearner> {
  const { create, files, everySamples, onCheckpoint } = options
  const early: CheckpointEvent[] = []
  const damaged = (name: string, error: EddyError): void => void early.push({ type: 'damaged', name, error })
  const checkpoint = await store.newest(await ownersOf(store.path, files), damaged)
  const generation = Math.max(0, ...(await store.list()).map((stored) => stored.generation))
  const from = { fence: checkpoint?.fence ?? 0, generation: checkpoint?.generation ?? 0 }
  await ownership.begin(from)
  await store.tidy(await ownersOf(store.path, files))
  const template = await create(checkpoint && specOf(checkpoint.columns).learner)
  const epoch = randomBytes(8).readBigUInt64LE()
  const learner = new DurableLearner(
    { ...template.options, ...(checkpoint ? { classes: classesOf(checkpoint) } : {}) },
    {
      folder: store.path,
      fence: ownership.fence,
      epoch,
      everySamples,
      files,
      mechanisms: options.mechanisms ?? {},
      writer: (of, tell) => writerOf(of, { store, ownership, epoch, generation, now: options.now ?? Date.now }, tell),
      check: async () => (options.mechanisms?.fence === false ? undefined : ownership.check()),
      release: () => ownership.release(),
    },
  )
  if (checkpoint) learner.resumeFrom(checkpoint)
  if (onCheckpoint) {
    early.forEach(onCheckpoint)
    learner.checkpoint$.subscribe(onCheckpoint)
  }
  learner.onClose(everyWhile(learner, options))
  return learner
}

interface Writing {
  readonly store: CheckpointFolder
  readonly ownership: Ownership
  readonly epoch: bigint
  /** Of the last one in the folder, whole or not. */
  readonly generation: number
  readonly now: () => number
}

function writerOf(
  learner: DurableLearner,
  { store, ownership, epoch, generation: last, now }: Writing,
  tell: (event: CheckpointEvent) => void,
): CheckpointWriter {
  const { fence } = ownership
  let generation = last
  /** The last few, as many as are kept. */
  const reached = new Map<number, Covered>()
  const capture = () => {
    // Before its first step there is nothing that beginning anew would not give.
    if (!learner.model) return undefined
    const progress = learner.progress()
    const copy = checkpointColumns(learner, progress)
    const takenAtMs = now()
    return async (): Promise<CheckpointEvent> => {
      await new Promise((resolve) => setImmediate(resolve))
      generation += 1
      const checkpoint: Checkpoint = { generation, fence, epoch, takenAtMs, ...copy }
      const bytes = encodeCheckpoint(checkpoint)
      await store.write(checkpoint, bytes, () => ownership.check())
      reached.set(generation, progress.positions.sources)
      reached.delete(generation - GENERATIONS)
      const kept = await store.prune()
      const covered = reached.get(kept.at(-1)?.generation ?? generation)
      return { type: 'written', generation, bytes: bytes.byteLength, ...(covered ? { covered } : {}) }
    }
  }
  return new CheckpointWriter({ capture, tell })
}

/** A checkpoint whenever so much time has passed in which samples came; returns what ends that. */
function everyWhile(learner: DurableLearner, { everyMs, clock = () => performance.now() }: Settled): () => void {
  let due = clock() + everyMs
  const timer = setInterval(
    () => {
      if (clock() < due) return
      due = clock() + everyMs
      if (learner.unsaved > 0) learner.request()
    },
    Math.min(LOOK_MS, everyMs),
  )
  timer.unref()
  return () => clearInterval(timer)
}

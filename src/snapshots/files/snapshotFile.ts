import { readFile, stat } from 'node:fs/promises'
import { EddyError } from '../../error.js'
import { checkOption, checkOptions, required, text } from '../../options.js'
import type { Model } from '../../operators/model.js'
import type { Learner } from '../../operators/learner/learner.js'
import { type Checkpoint, decodeCheckpoint, isCheckpoint } from '../checkpoints/checkpointCodec.js'
import { CheckpointFolder } from '../checkpoints/checkpointFolder.js'
import { DurableLearner } from '../checkpoints/durableLearner.js'
import { ownersOf } from '../checkpoints/ownership.js'
import { positionColumn } from '../checkpoints/positionColumn.js'
import { type CaptureOptions, captureSnapshot, captureTable, learnerOrModel, type Snapshot } from '../snapshot.js'
import { decodeSnapshot, encodeSnapshot } from '../snapshotCodec.js'
import { writeAtomically } from './atomicFile.js'

/**
 * Saves a learner or a model to a file, with optimizer state, so that it can go on learning from there. Of a learner that
 * `openLearner` made, its epoch, its fence and its place in its sources (see `positionsOf`) are in it too. What only others
 * know, such as metrics, is given as `about`.
 *
 * @returns the snapshot that was saved
 * @throws {EddyError} ERR_WRITE, ERR_DISK_FULL, the old file then being untouched; ERR_FSYNC; ERR_SNAPSHOT_EMPTY
 */
export async function saveSnapshot(
  path: string,
  source: Learner | Model,
  options: CaptureOptions = {},
): Promise<Snapshot> {
  checkOption('saveSnapshot', 'path', path, required(text))
  checkOption('saveSnapshot', 'source', source, required(learnerOrModel))
  checkOptions('saveSnapshot', options, captureTable)
  const kept = source instanceof DurableLearner ? source : undefined
  const own = kept ? { epoch: kept.epoch, fence: kept.fence } : {}
  const captured = captureSnapshot(source, { optimizer: true, ...own, ...options })
  const snapshot = kept ? { ...captured, columns: [...captured.columns, ...positionColumn(kept.positions)] } : captured
  await writeAtomically(path, encodeSnapshot(snapshot))
  return snapshot
}

/**
 * Loads what `saveSnapshot` saved, or a checkpoint, checked; of a folder that `openLearner` keeps its newest checkpoint that
 * is whole. Give it to `restoreLearner`, `restoreModel` or `createPredictor`.
 *
 * @throws {EddyError} ERR_READ; ERR_SNAPSHOT for a file of another kind; what `decodeSnapshot` and `decodeCheckpoint` throw
 *   for one that isn't whole
 */
export async function loadSnapshot(path: string): Promise<Snapshot> {
  checkOption('loadSnapshot', 'path', path, required(text))
  if (await isFolder(path)) return ofCheckpoint(await newestIn(path))
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new EddyError('ERR_READ', `${path} could not be read: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
  if (isCheckpoint(bytes)) return ofCheckpoint(decodeCheckpoint(bytes))
  if (!begins(bytes, 'EDDY'))
    throw new EddyError('ERR_SNAPSHOT', `${path} is no Eddy file: it does not begin with "EDDY"`)
  if (begins(bytes, 'EDDYSLOG')) {
    throw new EddyError(
      'ERR_SNAPSHOT',
      `${path} is a log of samples, it holds no model: give a checkpoint, or the folder`,
    )
  }
  return decodeSnapshot(bytes, { bodyBytes: bytes.byteLength })
}

const begins = (bytes: Uint8Array, magic: string): boolean =>
  new TextEncoder().encode(magic).every((byte, at) => bytes[at] === byte)

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )

async function newestIn(folder: string): Promise<Checkpoint> {
  const newest = await new CheckpointFolder(folder).newest(await ownersOf(folder))
  if (newest) return newest
  throw new EddyError(
    'ERR_READ',
    `${folder} is a folder without checkpoints: give a file, or a folder that openLearner or \`eddy train --state\` keeps`,
  )
}

const ofCheckpoint = ({ generation, epoch, fence, takenAtMs, about, columns }: Checkpoint): Snapshot => ({
  name: 'checkpoint',
  epoch,
  fence,
  version: generation,
  about: { takenAtMs, ...about },
  columns,
})

import { readFile } from 'node:fs/promises'
import { EddyError } from '../../error.js'
import type { Model } from '../../layers/model/model.js'
import type { Learner } from '../../operators/learner/learner.js'
import { writeAtomically } from './atomicFile.js'
import { decodeCheckpoint, isCheckpoint } from '../checkpoints/checkpointCodec.js'
import { type CaptureOptions, captureSnapshot, type Snapshot } from '../snapshot.js'
import { decodeSnapshot, encodeSnapshot } from '../snapshotCodec.js'

/**
 * Saves a learner or a model to a file, with optimizer state, so that it can go on learning from there.
 *
 * @returns the snapshot that was saved
 * @throws {EddyError} ERR_WRITE, ERR_DISK_FULL, the old file then being untouched; ERR_FSYNC; ERR_SNAPSHOT_EMPTY
 */
export async function saveSnapshot(
  path: string,
  source: Learner | Model,
  options: CaptureOptions = {},
): Promise<Snapshot> {
  const snapshot = captureSnapshot(source, { optimizer: true, ...options })
  await writeAtomically(path, encodeSnapshot(snapshot))
  return snapshot
}

/**
 * Loads what `saveSnapshot` saved, or a checkpoint, checked; give it to `restoreLearner`, `restoreModel` or `createPredictor`.
 *
 * @throws {EddyError} ERR_READ, or what `decodeSnapshot` and `decodeCheckpoint` throw for a file that isn't whole
 */
export async function loadSnapshot(path: string): Promise<Snapshot> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new EddyError('ERR_READ', `${path} could not be read: ${error instanceof Error ? error.message : error}`)
  }
  if (!isCheckpoint(bytes)) return decodeSnapshot(bytes, { bodyBytes: bytes.byteLength })
  const { generation, epoch, fence, about, columns } = decodeCheckpoint(bytes)
  return { name: 'checkpoint', epoch, fence, version: generation, about, columns }
}

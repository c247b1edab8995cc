import { join } from 'node:path'
import { EddyError } from '../../error.js'
import { writeAtomically } from '../files/atomicFile.js'
import { type Files, nodeFiles } from '../files/fileSystem.js'
import { type Checkpoint, decodeCheckpoint } from './checkpointCodec.js'
import type { CheckpointPlace, OwnerRecord } from './ownership.js'

/** Checkpoints that are kept. */
export const GENERATIONS = 3
const NAME = /^checkpoint-(\d{12})-(\d+)\.eddy$/

/** Mechanisms that a test switches off, to show that its proof then fails. Nobody else does. */
export interface Mechanisms {
  readonly syncFolder?: boolean
  readonly fence?: boolean
  readonly hashes?: boolean
  readonly dedup?: boolean
}

export interface StoredCheckpoint extends CheckpointPlace {
  readonly name: string
}

const before = (a: CheckpointPlace, b: CheckpointPlace): boolean =>
  a.fence < b.fence || (a.fence === b.fence && a.generation <= b.generation)

/** The files `checkpoint-<generation>-<fence>.eddy` of a folder: no owner can write over another's. */
export class CheckpointFolder {
  readonly path: string
  private readonly files: Files
  private readonly mechanisms: Mechanisms

  constructor(path: string, files: Files = nodeFiles, mechanisms: Mechanisms = {}) {
    this.path = path
    this.files = files
    this.mechanisms = mechanisms
  }

  /** The newest first: by owner, then by generation. */
  async list(): Promise<readonly StoredCheckpoint[]> {
    const found = (await this.files.list(this.path)).flatMap((name) => {
      const [, generation, fence] = NAME.exec(name) ?? []
      return generation === undefined ? [] : [{ name, generation: Number(generation), fence: Number(fence) }]
    })
    return found.sort((a, b) => b.fence - a.fence || b.generation - a.generation)
  }

  /**
   * The newest one that is whole, and that no owner since has passed over.
   *
   * @param damaged told of those that aren't whole
   * @returns undefined in a folder without checkpoints
   * @throws {EddyError} ERR_CHECKPOINT if none is whole; ERR_CHECKPOINT_VERSION: a later version of Eddy wrote it, and is
   *   not to be undone
   */
  async newest(
    owners: readonly OwnerRecord[],
    damaged: (name: string, error: EddyError) => void = () => undefined,
  ): Promise<Checkpoint | undefined> {
    let broken = 0
    for (const stored of await this.list()) {
      if (this.mechanisms.fence !== false && !counts(stored, owners)) continue
      try {
        return await this.load(stored)
      } catch (error) {
        if (!(error instanceof EddyError) || error.code === 'ERR_CHECKPOINT_VERSION') throw error
        damaged(stored.name, error)
        broken += 1
      }
    }
    if (broken === 0) return undefined
    throw new EddyError(
      'ERR_CHECKPOINT',
      `none of the ${broken} checkpoints in ${this.path} is whole; to begin anew, move them away`,
    )
  }

  /** @throws {EddyError} as `decodeCheckpoint` does, ERR_READ, ERR_CHECKPOINT under another's name */
  async load({ name, generation, fence }: StoredCheckpoint): Promise<Checkpoint> {
    const bytes = await this.files.read(join(this.path, name)).catch((error: Error) => {
      throw new EddyError('ERR_READ', `${name} could not be read: ${error.message}`, { cause: error })
    })
    const checkpoint = decodeCheckpoint(bytes, { checked: this.mechanisms.hashes !== false })
    if (checkpoint.generation === generation && checkpoint.fence === fence) return checkpoint
    throw new EddyError('ERR_CHECKPOINT', `${name} holds generation ${checkpoint.generation} of ${checkpoint.fence}`)
  }

  /** @throws {EddyError} as `writeAtomically` does, and what `mayWrite` throws */
  async write(place: CheckpointPlace, bytes: Uint8Array, mayWrite: () => Promise<void>): Promise<void> {
    const name = `checkpoint-${String(place.generation).padStart(12, '0')}-${place.fence}.eddy`
    const { syncFolder = true, fence = true } = this.mechanisms
    await writeAtomically(join(this.path, name), bytes, {
      files: this.files,
      syncFolder,
      ...(fence ? { beforeRename: mayWrite } : {}),
    })
  }

  /** Removes all but the newest three; returns those. */
  async prune(): Promise<readonly StoredCheckpoint[]> {
    const all = await this.list()
    for (const { name } of all.slice(GENERATIONS)) await this.files.remove(join(this.path, name)).catch(() => undefined)
    return all.slice(0, GENERATIONS)
  }

  /** Removes what a killed writer left half written, and checkpoints that don't count. */
  async tidy(owners: readonly OwnerRecord[]): Promise<void> {
    const uncounted = (await this.list()).filter((stored) => !counts(stored, owners)).map(({ name }) => name)
    const half = (await this.files.list(this.path)).filter((name) => /^(checkpoint|owner)-.*\.tmp$/.test(name))
    for (const name of [...uncounted, ...half]) await this.files.remove(join(this.path, name)).catch(() => undefined)
  }
}

/** A checkpoint that an earlier owner wrote after a later one had begun does not count. */
const counts = (stored: StoredCheckpoint, owners: readonly OwnerRecord[]): boolean =>
  owners.every(({ fence, from }) => !from || stored.fence >= fence || before(stored, from))

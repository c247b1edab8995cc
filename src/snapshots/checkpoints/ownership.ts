import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { EddyError } from '../../error.js'
import { fileError, isErrno, syncFolder, writeAtomically, writeSynced } from '../files/atomicFile.js'
import { type Files, nodeFiles } from '../files/fileSystem.js'
import { mayRun, type ProcessIdentity, thisProcess } from './processIdentity.js'

/*
 * Who may write in a folder. Each owner has a number, its fence, and a file owner-<fence>.json; the largest is the owner.
 * A number is claimed by giving a file that is complete already that name, which fails where the name is taken: of two
 * that want the same number, one gets it. So a fence is never used twice, and nobody has to delete anything of a living
 * owner: whoever was replaced (a zombie) sees a larger number, or what it writes later does not count, because its
 * successor noted from which checkpoint it began.
 *
 *     claim ──▶ owner ──▶ released, or its process is gone ──▶ the next may claim
 */

export interface OwnerRecord extends ProcessIdentity {
  readonly fence: number
  /** Milliseconds since 1970. */
  readonly sinceMs: number
  readonly released?: boolean
  /** The checkpoint it began from: later ones of earlier owners don't count. */
  readonly from?: CheckpointPlace
}

export interface CheckpointPlace {
  readonly fence: number
  readonly generation: number
}

export interface ClaimOptions {
  readonly files?: Files
  /** Replaces an owner that may be alive: what it writes from then on does not count. */
  readonly takeOver?: boolean
  readonly now?: () => number
  /** Only tests are somebody else. */
  readonly identity?: ProcessIdentity
}

const NAME = /^owner-(\d{10})\.json$/
/** Claims that others may be quicker at. */
const TRIES = 100

const pathOf = (folder: string, fence: number): string => join(folder, `owner-${String(fence).padStart(10, '0')}.json`)

/** Those who own or owned a folder, the latest last. */
export async function ownersOf(folder: string, files: Files = nodeFiles): Promise<readonly OwnerRecord[]> {
  const fences = await fencesIn(folder, files)
  const records = await Promise.all(fences.map((fence) => recordOf(folder, fence, files)))
  return records.filter((record) => record !== undefined)
}

async function fencesIn(folder: string, files: Files): Promise<readonly number[]> {
  const names = await files.list(folder)
  return names
    .flatMap((name) => Number(NAME.exec(name)?.[1] ?? []))
    .filter((fence) => fence > 0)
    .sort((a, b) => a - b)
}

/** A record that can't be read is of nobody alive: it got its name when it was complete. */
async function recordOf(folder: string, fence: number, files: Files): Promise<OwnerRecord | undefined> {
  const gone: OwnerRecord = { fence, sinceMs: 0, released: true, pid: 0, host: '', boot: '', started: '', command: '' }
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(await files.read(pathOf(folder, fence))))
    return { ...gone, released: false, ...(json as Partial<OwnerRecord>), fence }
  } catch (error) {
    return isErrno(error, 'ENOENT') ? undefined : gone
  }
}

/** The right to write in a folder, until somebody else has it. */
export class Ownership {
  readonly fence: number
  private readonly folder: string
  private readonly files: Files
  private record: OwnerRecord

  constructor(folder: string, record: OwnerRecord, files: Files) {
    this.folder = folder
    this.record = record
    this.fence = record.fence
    this.files = files
  }

  /** @throws {EddyError} ERR_FENCED once somebody else owns the folder */
  async check(): Promise<void> {
    const latest = (await fencesIn(this.folder, this.files)).at(-1) ?? this.fence
    if (latest <= this.fence) return
    throw new EddyError(
      'ERR_FENCED',
      `${this.folder} was taken over by another trainer (fence ${latest}, this one has ${this.fence}): nothing is written here any more`,
    )
  }

  /** Notes the checkpoint that counts from now on, and forgets earlier owners. */
  async begin(from: CheckpointPlace): Promise<void> {
    await this.note({ ...this.record, from })
    for (const fence of await fencesIn(this.folder, this.files)) {
      if (fence < this.fence) await this.files.remove(pathOf(this.folder, fence)).catch(() => undefined)
    }
  }

  /** Lets the next one in. */
  release(): Promise<void> {
    return this.note({ ...this.record, released: true })
  }

  private async note(record: OwnerRecord): Promise<void> {
    this.record = record
    await writeAtomically(pathOf(this.folder, this.fence), encoded(record), { files: this.files })
  }
}

const encoded = (record: OwnerRecord): Uint8Array => new TextEncoder().encode(`${JSON.stringify(record)}\n`)

/**
 * Becomes the owner of a folder.
 *
 * @param least the fence is larger than this
 * @throws {EddyError} ERR_LOCKED where another process owns it and may run; ERR_WRITE, ERR_DISK_FULL, ERR_FSYNC
 */
export async function claim(folder: string, least: number, options: ClaimOptions = {}): Promise<Ownership> {
  const { files = nodeFiles, takeOver = false, now = Date.now, identity = thisProcess() } = options
  for (let tries = 0; tries < TRIES; tries++) {
    const owner = (await ownersOf(folder, files)).at(-1)
    if (owner && !owner.released && !takeOver && mayRun(owner)) throw locked(folder, owner)
    const record = { ...identity, fence: Math.max(least, owner?.fence ?? 0) + 1, sinceMs: now() }
    if (await taken(folder, record, files)) return new Ownership(folder, record, files)
  }
  throw new EddyError('ERR_LOCKED', `${folder}: others claim it all the time`)
}

/** Whether this one got the number. */
async function taken(folder: string, record: OwnerRecord, files: Files): Promise<boolean> {
  const path = pathOf(folder, record.fence)
  const temporary = join(folder, `claim-${randomBytes(6).toString('hex')}.tmp`)
  try {
    await writeSynced(files, temporary, encoded(record))
    await files.link(temporary, path)
    await syncFolder(files, folder)
    return true
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false
    throw fileError(path, error)
  } finally {
    await files.remove(temporary).catch(() => undefined)
  }
}

function locked(folder: string, { pid, host, sinceMs, command }: OwnerRecord): EddyError {
  const since = new Date(sinceMs).toISOString()
  const way = 'end it first, or use another folder'
  return new EddyError(
    'ERR_LOCKED',
    `${folder} belongs to process ${pid} on ${host}, since ${since} (${command}): ${way}`,
  )
}

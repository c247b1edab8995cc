import { dirname } from 'node:path'
import { EddyError } from '../../error.js'
import { type Files, nodeFiles, type OpenFile } from './fileSystem.js'

export interface AtomicOptions {
  readonly files?: Files
  /** Asked when all is written, before it takes the place of the old file: the last moment to refuse. */
  readonly beforeRename?: () => Promise<void>
  /** Only a test that shows what it is for goes without. */
  readonly syncFolder?: boolean
}

/**
 * Replaces a file by another in one step: whoever reads finds the old one or the new one, whole, whatever happens.
 * Written beside it, synced, checked, renamed, and the folder synced. An error of fsync is final: what is on disk is
 * then unknown (Rebello et al., ATC 2020).
 *
 * @throws {EddyError} ERR_WRITE, ERR_DISK_FULL, the old file then being untouched; ERR_FSYNC; what `beforeRename` throws
 */
export async function writeAtomically(path: string, bytes: Uint8Array, options: AtomicOptions = {}): Promise<void> {
  const { files = nodeFiles, beforeRename = async () => undefined, syncFolder: folderToo = true } = options
  const temporary = `${path}.tmp`
  try {
    await writeSynced(files, temporary, bytes)
    await beforeRename()
    await files.rename(temporary, path)
    if (folderToo) await syncFolder(files, dirname(path))
  } catch (error) {
    await files.remove(temporary).catch(() => undefined)
    throw fileError(path, error)
  }
}

/** A file anew, on disk when this resolves. */
export async function writeSynced(files: Files, path: string, bytes: Uint8Array): Promise<void> {
  const file = await files.open(path, 'w')
  try {
    await file.write(bytes, 0)
    await synced(path, file)
    const size = await file.size()
    if (size !== bytes.byteLength) throw new Error(`${size} of ${bytes.byteLength} bytes were written`)
  } finally {
    await file.close()
  }
}

/** What was renamed or made in a folder is on disk when this resolves. */
export async function syncFolder(files: Files, path: string): Promise<void> {
  const folder = await files.open(path, 'r')
  try {
    await synced(path, folder)
  } finally {
    await folder.close()
  }
}

/** @throws {EddyError} ERR_FSYNC */
export async function synced(path: string, file: Pick<OpenFile, 'sync'>): Promise<void> {
  try {
    await file.sync()
  } catch (error) {
    throw new EddyError('ERR_FSYNC', `${path} could not be synced, so what is on disk is unknown: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** An error of the file system, as one of ours. */
export function fileError(path: string, error: unknown): EddyError {
  if (error instanceof EddyError) return error
  const full = isErrno(error, 'ENOSPC') || isErrno(error, 'EDQUOT')
  return new EddyError(full ? 'ERR_DISK_FULL' : 'ERR_WRITE', `${path} could not be written: ${reasonOf(error)}`, {
    cause: error,
  })
}

export const isErrno = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException | null)?.code === code

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

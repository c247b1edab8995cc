import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EddyError } from '../error.js'

/**
 * Replaces a file by another in one step: whoever reads finds the old one or the new one, whole, whatever happens.
 * Written beside it, synced, checked, renamed, and the folder synced. An error of fsync is final: what is on disk is
 * then unknown (Rebello et al., ATC 2020).
 *
 * @throws {EddyError} ERR_WRITE; the old file is then untouched
 */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.tmp`
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
      const { size } = await file.stat()
      if (size !== bytes.byteLength) throw new Error(`${size} of ${bytes.byteLength} bytes were written`)
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw new EddyError('ERR_WRITE', `${path} could not be written: ${error instanceof Error ? error.message : error}`)
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

import { type Files, nodeFiles, type OpenFile } from '../../src/snapshots/files/fileSystem.js'

type Operation = 'open' | 'write' | 'sync' | 'syncFolder' | 'rename' | 'link'

/** The file system of this machine, where asked for with faults: `fault` may throw, or wait. */
export function faultyFiles(fault: (operation: Operation, path: string) => void | Promise<void>): Files {
  return {
    ...nodeFiles,
    async open(path, flags): Promise<OpenFile> {
      if (flags === 'w') await fault('open', path)
      const file = await nodeFiles.open(path, flags)
      return {
        ...file,
        async write(bytes, position) {
          try {
            await fault('write', path)
          } catch (error) {
            // Half of it gets through.
            await file.write(bytes.subarray(0, bytes.byteLength >> 1), position)
            throw error
          }
          await file.write(bytes, position)
        },
        async sync() {
          await fault(flags === 'r' ? 'syncFolder' : 'sync', path)
          await file.sync()
        },
      }
    },
    async rename(from, to) {
      await fault('rename', to)
      await nodeFiles.rename(from, to)
    },
    async link(from, to) {
      await fault('link', to)
      await nodeFiles.link(from, to)
    },
  }
}

export const errno = (code: string): Error => Object.assign(new Error(`${code}: so it is`), { code })

import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'

/** An open file, as far as writing safely needs it. */
export interface OpenFile {
  write(bytes: Uint8Array, position: number): Promise<void>
  sync(): Promise<void>
  size(): Promise<number>
  truncate(length: number): Promise<void>
  close(): Promise<void>
}

/** What is asked of a file system; tests bring one that fails. */
export interface Files {
  /** `w`: a file anew; `r`: a folder, to sync it. */
  open(path: string, flags: 'w' | 'r'): Promise<OpenFile>
  read(path: string): Promise<Uint8Array>
  list(folder: string): Promise<readonly string[]>
  makeFolder(path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** A second name for a file; fails with EEXIST where that name is taken. */
  link(from: string, to: string): Promise<void>
  remove(path: string): Promise<void>
  exists(path: string): Promise<boolean>
}

/** The file system of this machine. */
export const nodeFiles: Files = {
  async open(path, flags) {
    const file = await open(path, flags)
    return {
      async write(bytes, position) {
        // A write may take less than it was given, on a disk that is nearly full: the next one says so.
        for (let done = 0; done < bytes.byteLength; ) {
          done += (await file.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten
        }
      },
      sync: () => file.sync(),
      size: async () => (await file.stat()).size,
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    }
  },
  read: (path) => readFile(path),
  list: (folder) => readdir(folder),
  makeFolder: async (path) => void (await mkdir(path, { recursive: true })),
  rename,
  link,
  remove: unlink,
  exists: (path) =>
    stat(path).then(
      () => true,
      () => false,
    ),
}

import type { Files, OpenFile } from '../../../src/snapshots/files/fileSystem.js'

interface Inode {
  /** As processes see it. */
  bytes: Uint8Array
  /** As it would be after the power went: undefined, never synced. */
  synced: Uint8Array | undefined
}

/** A change of a folder that isn't synced yet. */
interface Change {
  readonly folder: string
  readonly apply: (names: Map<string, Inode>) => void
}

/** What a test does when something is asked of the disk: throws, say. */
export type Fault = (operation: string, path: string) => void | Promise<void>

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))
const errno = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

/**
 * A disk in memory that keeps what POSIX promises and no more. When the power goes, what was written to a file without a
 * sync may be there in part, and what was made, renamed or removed in a folder that wasn't synced may have happened or not.
 */
export class MemoryDisk implements Files {
  /** Things asked for, by which a fault may be placed. */
  operations = 0
  fault: Fault = () => undefined
  private names = new Map<string, Inode>()
  private folders = new Set<string>()
  private durable = new Map<string, Inode>()
  private changes: Change[] = []

  private async did(operation: string, path: string): Promise<void> {
    this.operations += 1
    await this.fault(operation, path)
  }

  private change(folder: string, apply: Change['apply']): void {
    apply(this.names)
    this.changes.push({ folder, apply })
  }

  private at(path: string): Inode {
    const inode = this.names.get(path)
    if (!inode) throw errno('ENOENT', path)
    return inode
  }

  async open(path: string, flags: 'w' | 'r'): Promise<OpenFile> {
    await this.did('open', path)
    if (flags === 'r') return this.folder(path)
    const inode: Inode = this.names.get(path) ?? { bytes: new Uint8Array(0), synced: undefined }
    inode.bytes = new Uint8Array(0)
    this.change(folderOf(path), (names) => names.set(path, inode))
    return {
      write: async (bytes, position) => {
        // Half of it may get through.
        put(inode, bytes.subarray(0, bytes.byteLength >> 1), position)
        await this.did('write', path)
        put(inode, bytes, position)
      },
      sync: async () => {
        await this.did('sync', path)
        inode.synced = inode.bytes.slice()
      },
      size: async () => inode.bytes.byteLength,
      truncate: async (length) => void (inode.bytes = inode.bytes.slice(0, length)),
      close: () => this.did('close', path),
    }
  }

  private folder(path: string): OpenFile {
    const none = async (): Promise<never> => Promise.reject(errno('EISDIR', path))
    return {
      write: none,
      size: none,
      truncate: none,
      sync: async () => {
        await this.did('syncFolder', path)
        for (const { folder, apply } of this.changes) if (folder === path) apply(this.durable)
        this.changes = this.changes.filter(({ folder }) => folder !== path)
      },
      close: () => this.did('close', path),
    }
  }

  async read(path: string): Promise<Uint8Array> {
    return this.at(path).bytes.slice()
  }

  async list(folder: string): Promise<readonly string[]> {
    return [...this.names.keys()]
      .filter((path) => folderOf(path) === folder)
      .map((path) => path.slice(folder.length + 1))
  }

  async makeFolder(path: string): Promise<void> {
    this.folders.add(path)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.did('rename', to)
    const inode = this.at(from)
    this.change(folderOf(to), (names) => {
      names.set(to, inode)
      names.delete(from)
    })
  }

  async link(from: string, to: string): Promise<void> {
    await this.did('link', to)
    if (this.names.has(to)) throw errno('EEXIST', to)
    const inode = this.at(from)
    this.change(folderOf(to), (names) => names.set(to, inode))
  }

  async remove(path: string): Promise<void> {
    await this.did('remove', path)
    this.at(path)
    this.change(folderOf(path), (names) => names.delete(path))
  }

  async exists(path: string): Promise<boolean> {
    return this.folders.has(path) || this.names.has(path)
  }

  /** The same disk, with one more file. */
  with(path: string, bytes: Uint8Array): this {
    this.names.set(path, { bytes, synced: bytes })
    return this
  }

  /** Puts bytes in place of a file: damage. */
  damage(path: string, bytes: Uint8Array): void {
    const inode = this.at(path)
    inode.bytes = bytes.slice()
    inode.synced = inode.bytes.slice()
  }

  get paths(): readonly string[] {
    return [...this.names.keys()]
  }

  /** The same, as if the process had been killed: what was asked of the disk was done. */
  killed(): MemoryDisk {
    return this.copy(this.names, ({ bytes }) => bytes.slice())
  }

  /** What is left when the power goes; the dice decide about what was never synced. */
  powerless(random: () => number): MemoryDisk {
    const names = new Map(this.durable)
    // A journal keeps the order of changes of a folder: a beginning of them has happened.
    const happened = Math.floor(random() * (this.changes.length + 1))
    for (const { apply } of this.changes.slice(0, happened)) apply(names)
    return this.copy(names, ({ bytes, synced }) => {
      if (synced && (random() < 0.5 || sameBytes(synced, bytes))) return synced.slice()
      // What was synced and hasn't changed stays; of the rest, some.
      const safe = synced ? samePrefix(synced, bytes) : 0
      const reached = bytes.slice(0, safe + Math.floor(random() * (bytes.byteLength - safe + 1)))
      // Length before contents, as file systems do: the rest reads as zeros.
      const whole = new Uint8Array(random() < 0.5 ? bytes.byteLength : reached.byteLength)
      whole.set(reached)
      return whole
    })
  }

  private copy(names: ReadonlyMap<string, Inode>, bytesOf: (inode: Inode) => Uint8Array): MemoryDisk {
    const disk = new MemoryDisk()
    disk.folders = new Set(this.folders)
    for (const [path, inode] of names) {
      const bytes = bytesOf(inode)
      disk.names.set(path, { bytes, synced: bytes.slice() })
    }
    disk.durable = new Map(disk.names)
    return disk
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.byteLength === b.byteLength && a.every((byte, at) => byte === b[at])

function samePrefix(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.byteLength && a[at] === b[at]) at += 1
  return at
}

function put(inode: Inode, bytes: Uint8Array, position: number): void {
  const next = new Uint8Array(Math.max(inode.bytes.byteLength, position + bytes.byteLength))
  next.set(inode.bytes)
  next.set(bytes, position)
  inode.bytes = next
}

import { dirname } from 'node:path'
import type { Files, OpenFile } from '../../src/snapshots/files/fileSystem.js'

interface Content {
  now: Uint8Array
  /** As of the last sync. */
  synced: Uint8Array
}

/** The machine is off. */
export class PowerCut extends Error {}

const errno = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code })

/**
 * A file system in memory, in which only what was synced outlasts a power cut: contents by a sync of the file, names by a
 * sync of the folder. Of the rest, dice say what was written by then: the old, the new, or of contents a part.
 */
export class CrashingFiles implements Files {
  /** Operations until the power is cut. */
  left = Number.POSITIVE_INFINITY
  private names = new Map<string, Content>()
  private syncedNames = new Map<string, Content>()
  private readonly folders = new Set<string>(['/'])
  private readonly dice: () => number

  constructor(dice: () => number) {
    this.dice = dice
  }

  private async step(): Promise<void> {
    await Promise.resolve()
    if (this.left-- <= 0) throw new PowerCut('the power was cut')
  }

  /** What is there when the power is back. */
  restart(): void {
    for (const path of new Set([...this.names.keys(), ...this.syncedNames.keys()])) {
      const [now, synced] = [this.names.get(path), this.syncedNames.get(path)]
      const kept = now === synced || this.dice() < 0.5 ? synced : now
      if (kept) this.syncedNames.set(path, kept)
      else this.syncedNames.delete(path)
    }
    this.names = new Map(this.syncedNames)
    for (const content of new Set(this.names.values())) {
      if (content.now === content.synced) continue
      // What was only appended to keeps what was synced.
      const appended = content.synced.every((byte, at) => content.now[at] === byte)
      const least = appended ? content.synced.byteLength : 0
      const part = least + Math.floor(this.dice() * (content.now.byteLength - least + 1))
      content.now = this.dice() < 0.4 ? content.synced : content.now.slice(0, part)
      content.synced = content.now
    }
    this.left = Number.POSITIVE_INFINITY
  }

  async open(path: string, flags: 'w' | 'r'): Promise<OpenFile> {
    await this.step()
    if (flags === 'r') return this.openFolder(path)
    const content = this.names.get(path) ?? { now: new Uint8Array(0), synced: new Uint8Array(0) }
    content.now = new Uint8Array(0)
    this.names.set(path, content)
    return {
      write: async (bytes, position) => {
        await this.step()
        const longer = new Uint8Array(Math.max(content.now.byteLength, position + bytes.byteLength))
        longer.set(content.now)
        longer.set(bytes, position)
        content.now = longer
      },
      sync: async () => {
        await this.step()
        content.synced = content.now
      },
      size: async () => content.now.byteLength,
      truncate: async (length) => {
        await this.step()
        content.now = content.now.slice(0, length)
      },
      close: async () => undefined,
    }
  }

  private openFolder(path: string): OpenFile {
    const no = async (): Promise<never> => {
      throw errno('EISDIR', path)
    }
    return {
      write: no,
      truncate: no,
      size: no,
      close: async () => undefined,
      sync: async () => {
        await this.step()
        for (const name of new Set([...this.names.keys(), ...this.syncedNames.keys()])) {
          if (dirname(name) !== path) continue
          const content = this.names.get(name)
          if (content) this.syncedNames.set(name, content)
          else this.syncedNames.delete(name)
        }
      },
    }
  }

  async read(path: string): Promise<Uint8Array> {
    await this.step()
    const content = this.names.get(path)
    if (!content) throw errno('ENOENT', path)
    return content.now.slice()
  }

  async list(folder: string): Promise<readonly string[]> {
    await this.step()
    return [...this.names.keys()].flatMap((name) => (dirname(name) === folder ? [name.slice(folder.length + 1)] : []))
  }

  async makeFolder(path: string): Promise<void> {
    await this.step()
    this.folders.add(path)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.step()
    const content = this.names.get(from)
    if (!content) throw errno('ENOENT', from)
    this.names.delete(from)
    this.names.set(to, content)
  }

  async link(from: string, to: string): Promise<void> {
    await this.step()
    const content = this.names.get(from)
    if (!content) throw errno('ENOENT', from)
    if (this.names.has(to)) throw errno('EEXIST', to)
    this.names.set(to, content)
  }

  async remove(path: string): Promise<void> {
    await this.step()
    if (!this.names.delete(path)) throw errno('ENOENT', path)
  }

  async exists(path: string): Promise<boolean> {
    await this.step()
    return this.folders.has(path) || this.names.has(path)
  }
}

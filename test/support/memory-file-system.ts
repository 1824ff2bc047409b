import { posix } from 'node:path'
import type { FileSystem } from '../../src/sink/file-system.ts'
import { FaultPoints, systemError } from './fault-points.ts'

/**
 * A disk in memory, which outlives the processes that use it. It knows what is durable: a name is once its directory was synced,
 * as on a real disk. Bytes always are, since a FileSystem syncs a file when it creates it.
 */
export class MemoryDisk {
  #names = new Map<string, Buffer>()
  #durableNames = new Map<string, Buffer>()
  readonly #directories = new Set(['.'])

  /** Names that nobody synced are as they were before: new ones gone, removed ones back. */
  losePower(): void {
    this.#names = new Map(this.#durableNames)
  }

  /** All names of files below a folder, sorted. */
  names(folder = ''): string[] {
    return [...this.#names.keys()].filter((name) => name.startsWith(folder)).sort()
  }

  read(path: string): Buffer | null {
    return this.#names.get(path) ?? null
  }

  add(path: string, bytes: Buffer): void {
    this.#refuseNew(path)
    this.#names.set(path, bytes)
  }

  /** Puts a file there as if it had been for long. */
  plant(path: string, bytes: Buffer | string): void {
    this.makeDirectory(posix.dirname(path))
    this.#names.set(path, Buffer.from(bytes))
    this.#durableNames.set(path, Buffer.from(bytes))
  }

  link(from: string, to: string): void {
    const bytes = this.#names.get(from)
    if (bytes === undefined) throw systemError('ENOENT', from)
    this.#refuseNew(to)
    this.#names.set(to, bytes)
  }

  remove(path: string): void {
    this.#names.delete(path)
  }

  list(path: string): string[] {
    const entries = [...this.#names.keys(), ...this.#directories].filter((name) => posix.dirname(name) === path)
    return entries.filter((name) => name !== '.').map((name) => posix.basename(name))
  }

  makeDirectory(path: string): void {
    for (let made = path; made !== '.'; made = posix.dirname(made)) {
      if (this.#names.has(made)) throw systemError('EEXIST', made)
      this.#directories.add(made)
    }
  }

  syncDirectory(path: string): void {
    if (!this.#directories.has(path)) throw systemError('ENOENT', path)
    for (const name of [...this.#durableNames.keys()])
      if (posix.dirname(name) === path && !this.#names.has(name)) this.#durableNames.delete(name)
    for (const [name, bytes] of this.#names) if (posix.dirname(name) === path) this.#durableNames.set(name, bytes)
  }

  #refuseNew(path: string): void {
    if (!this.#directories.has(posix.dirname(path))) throw systemError('ENOENT', path)
    if (this.#names.has(path) || this.#directories.has(path)) throw systemError('EEXIST', path)
  }
}

/** One process' view of the disk. */
export const memoryFileSystem = (disk = new MemoryDisk(), faults = new FaultPoints()): FileSystem => ({
  create: (path, bytes) => {
    const whole = bytes instanceof Uint8Array ? Buffer.from(bytes) : Buffer.concat([...bytes])
    return faults.run(
      `create ${path}`,
      () => disk.add(path, whole),
      () => disk.add(path, whole.subarray(0, whole.length / 2)),
    )
  },
  read: (path) => faults.run(`read ${path}`, () => disk.read(path)),
  link: (from, to) => faults.run(`link ${to}`, () => disk.link(from, to)),
  remove: (path) => faults.run(`remove ${path}`, () => disk.remove(path)),
  list: (path) => faults.run(`list ${path}`, () => disk.list(path)),
  makeDirectory: (path) => faults.run(`make ${path}`, () => disk.makeDirectory(path)),
  syncDirectory: (path) => faults.run(`sync ${path}`, () => disk.syncDirectory(path)),
})

import { posix } from 'node:path'
import type { Random } from '../../src/produce/random.ts'
import { systemError } from '../support/fault-points.ts'
import { SimFile } from './sim-file.ts'

/** A directory as the system shows it, and as a power loss would surely leave it. */
export class SimDirectory {
  entries = new Map<string, SimNode>()
  durable = new Map<string, SimNode>()

  /** Its entries, new ones and removals, are durable from now on. */
  sync(): void {
    this.durable = new Map(this.entries)
  }
}

export type SimNode = SimFile | SimDirectory

/**
 * A disk below the system calls, with what POSIX promises and not more: a file's bytes are durable when the file was synced, a name
 * or its removal when its directory was, each on its own. Paths are absolute. Throws what the system would: ENOENT, EEXIST ...
 */
export class SimDisk {
  readonly #root = new SimDirectory()
  /** Changes with every name that comes or goes. */
  version = 0

  find(path: string): SimNode | null {
    let node: SimNode | undefined = this.#root
    for (const name of path.split('/')) {
      if (name === '') continue
      if (!(node instanceof SimDirectory)) return null
      node = node.entries.get(name)
    }
    return node ?? null
  }

  get(path: string): SimNode {
    const node = this.find(path)
    if (node === null) throw systemError('ENOENT', path)
    return node
  }

  file(path: string): SimFile {
    const node = this.get(path)
    if (node instanceof SimDirectory) throw systemError('EISDIR', path)
    return node
  }

  directory(path: string): SimDirectory {
    const node = this.get(path)
    if (node instanceof SimFile) throw systemError('ENOTDIR', path)
    return node
  }

  create(path: string): SimFile {
    const file = new SimFile()
    this.#enter(path, file)
    return file
  }

  makeDirectory(path: string): void {
    this.#enter(path, new SimDirectory())
  }

  link(from: string, to: string): void {
    this.#enter(to, this.file(from))
  }

  unlink(path: string): void {
    this.file(path)
    this.#parent(path).entries.delete(posix.basename(path))
    this.version++
  }

  /** No call of the adapter's: there for the mutant that publishes with it. Two changes of two directories, as far as a power loss cares. */
  rename(from: string, to: string): void {
    const file = this.file(from)
    if (this.find(to) !== null) this.unlink(to)
    this.#enter(to, file)
    this.unlink(from)
  }

  /** The names of all files below a directory, as paths relative to it; none where it is not there. */
  filesBelow(path: string): Map<string, SimFile> {
    const files = new Map<string, SimFile>()
    const walk = (directory: SimDirectory, prefix: string) => {
      for (const [name, node] of directory.entries) {
        if (node instanceof SimFile) files.set(prefix + name, node)
        else walk(node, `${prefix}${name}/`)
      }
    }
    const top = this.find(path)
    if (top instanceof SimDirectory) walk(top, '')
    return files
  }

  /** Each change that nobody synced is kept or lost by itself: names, removals, and bytes, which may also be torn. */
  losePower(random: Random): void {
    this.version++
    const settled = new Set<SimNode>()
    const settle = (node: SimNode) => {
      if (settled.has(node)) return
      settled.add(node)
      if (node instanceof SimFile) return node.losePower(random)
      const left = new Map(node.durable)
      for (const name of new Set([...node.durable.keys(), ...node.entries.keys()])) {
        const now = node.entries.get(name)
        if (now === node.durable.get(name) || random.below(2) === 0) continue
        if (now === undefined) left.delete(name)
        else left.set(name, now)
      }
      node.entries = left
      node.sync()
      for (const child of left.values()) settle(child)
    }
    settle(this.#root)
  }

  #parent(path: string): SimDirectory {
    return this.directory(posix.dirname(path))
  }

  #enter(path: string, node: SimNode): void {
    const parent = this.#parent(path)
    if (parent.entries.has(posix.basename(path))) throw systemError('EEXIST', path)
    parent.entries.set(posix.basename(path), node)
    this.version++
  }
}

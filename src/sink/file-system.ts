/**
 * The files of a storage folder, as the commit protocol needs them (R2). Paths are relative to the folder, with `/`.
 * Adapter: `node-file-system.ts`. Every method rejects with the system's own error (`code`: ENOSPC, EIO ...).
 */
export interface FileSystem {
  /**
   * Creates a file with these bytes and syncs it. Its name is durable only after `syncDirectory`. Never overwrites: EEXIST. Of several
   * pieces each is asked for when the one before it is written.
   */
  create(path: string, bytes: Uint8Array | Iterable<Uint8Array>): Promise<void>
  /** null where there is no such file. */
  read(path: string): Promise<Buffer | null>
  /** A second name for a file. A link never overwrites (EEXIST); a rename would. */
  link(from: string, to: string): Promise<void>
  /** Removes a file; one that is not there is removed already. */
  remove(path: string): Promise<void>
  /** The names in a directory, in no order; none where there is no such directory. */
  list(path: string): Promise<readonly string[]>
  /** Makes a directory with its parents, each durable in its parent. One that is there stays. */
  makeDirectory(path: string): Promise<void>
  /** Makes the names in a directory durable. */
  syncDirectory(path: string): Promise<void>
}

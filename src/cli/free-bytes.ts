import { statfs } from 'node:fs/promises'

/** Bytes that are free for this user on the disk that a path lies on. */
export const freeBytes = async (path: string): Promise<number> => {
  const { bavail, bsize } = await statfs(path)
  return bavail * bsize
}

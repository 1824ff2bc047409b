import { decodeCheckpoint } from '../../src/checkpoint/decode-checkpoint.ts'

/** The names of a checkpoint's file and of those that it is built on. */
export const neededCheckpoints = (commitId: string, bytes: Buffer): string[] => {
  const { builtOn } = decodeCheckpoint(bytes, commitId).head
  return [...builtOn.map((file) => file.commitId), commitId].map((id) => `${id}.json`)
}

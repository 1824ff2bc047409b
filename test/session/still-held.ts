import { heapBytes } from '../time/heap-bytes.ts'

/** How many of these objects something still holds on to. In a turn of its own, since one that was looked at lives until its end. */
export const stillHeld = async (objects: readonly WeakRef<object>[]): Promise<number> => {
  await new Promise(setImmediate)
  heapBytes()
  return objects.filter((object) => object.deref() !== undefined).length
}

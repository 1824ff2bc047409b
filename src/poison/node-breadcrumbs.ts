import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Breadcrumb, Breadcrumbs } from './breadcrumb.ts'

const DIRECTORY = '.breadcrumbs'
/** Most are no longer than this, so that each is written over whole. */
const SHORTEST = 128

/**
 * Breadcrumbs in a storage folder, one small file a partition, written over in place. Not synced: they are for a process that dies,
 * not for a machine that does. Some microseconds a write. Keeps no file open, which would keep its file system from being unmounted.
 */
export const nodeBreadcrumbs = (folder: string): Breadcrumbs => {
  const directory = join(folder, DIRECTORY)
  const pathOf = (partition: number) => join(directory, `p${partition}.json`)
  const lengths = new Map<number, number>()

  const writeOver = (partition: number, text: string) => {
    const descriptor = openSync(pathOf(partition), constants.O_WRONLY | constants.O_CREAT)
    try {
      // Blanks over what was longer: cutting it off would be a second call, and a kill between the two would leave half of it.
      const length = Math.max(text.length, SHORTEST, lengths.get(partition) ?? fstatSync(descriptor).size)
      writeSync(descriptor, text.padEnd(length), 0)
      lengths.set(partition, length)
    } finally {
      closeSync(descriptor)
    }
  }

  return {
    read: (partition) => {
      try {
        return parse(readFileSync(pathOf(partition), 'utf8'))
      } catch {
        return null
      }
    },
    write: (partition, breadcrumb) => {
      try {
        if (!lengths.has(partition)) mkdirSync(directory, { recursive: true })
        writeOver(partition, JSON.stringify(breadcrumb))
      } catch {
        // As `Breadcrumbs` says: without it, the partition goes on.
      }
    },
  }
}

/** Anything else than a breadcrumb counts as none. */
const parse = (text: string): Breadcrumb | null => {
  const { at, condemned } = JSON.parse(text) as Partial<Breadcrumb>
  const isPlace = at === null || [at?.from, at?.to, at?.deaths].every(Number.isSafeInteger)
  return isPlace && Array.isArray(condemned) && condemned.every(Number.isSafeInteger) ? { at: at!, condemned } : null
}

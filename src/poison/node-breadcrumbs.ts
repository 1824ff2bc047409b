import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Breadcrumb, Breadcrumbs } from './breadcrumb.ts'

const DIRECTORY = '.breadcrumbs'

/**
 * Breadcrumbs in a storage folder, one small file a partition, written over in place. Not synced: they are for a process that dies,
 * not for a machine that does. A few microseconds a write; keeps one open file a partition.
 */
export const nodeBreadcrumbs = (folder: string): Breadcrumbs & { close(): void } => {
  const files = new Map<number, { readonly descriptor: number; length: number }>()
  const pathOf = (partition: number) => join(folder, DIRECTORY, `p${partition}.json`)

  const open = (partition: number) => {
    mkdirSync(join(folder, DIRECTORY), { recursive: true })
    const descriptor = openSync(pathOf(partition), constants.O_RDWR | constants.O_CREAT)
    const file = { descriptor, length: fstatSync(descriptor).size }
    files.set(partition, file)
    return file
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
        const file = files.get(partition) ?? open(partition)
        // Blanks over what was longer: cutting it off would be a second call, and a kill between the two would leave half of it.
        const text = JSON.stringify(breadcrumb).padEnd(Math.max(file.length, 256))
        writeSync(file.descriptor, text, 0)
        file.length = text.length
      } catch {
        // As `Breadcrumbs` says: without it, the partition goes on.
      }
    },
    close: () => {
      for (const { descriptor } of files.values()) closeSync(descriptor)
      files.clear()
    },
  }
}

/** Anything else than a breadcrumb counts as none. */
const parse = (text: string): Breadcrumb | null => {
  const { at, condemned } = JSON.parse(text) as Partial<Breadcrumb>
  const isPlace = at === null || [at?.from, at?.to, at?.deaths].every(Number.isSafeInteger)
  return isPlace && Array.isArray(condemned) && condemned.every(Number.isSafeInteger) ? { at: at!, condemned } : null
}

import { readFileSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

export interface ProcessMemory {
  /** What the process itself holds: heap, buffers, stacks. */
  readonly rssAnonMb: number
  /** That and the pages of files that it has mapped, such as an embedded log's: the system takes those back at will. */
  readonly rssMb: number
  /** The most that `rssMb` ever was. */
  readonly peakRssMb: number
}

/** The memory of a process now (Linux); null where it has ended. */
export const memoryOf = (pid: number): ProcessMemory | null => {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)![1]) / 1000
    return { rssAnonMb: megabytes('RssAnon'), rssMb: megabytes('VmRSS'), peakRssMb: megabytes('VmHWM') }
  } catch {
    return null
  }
}

/** How many bytes the files below a directory have; those that vanish meanwhile do not count. */
export const bytesIn = async (directory: string): Promise<number> => {
  const names = await readdir(directory, { recursive: true }).catch((): string[] => [])
  let bytes = 0
  for (const name of names) {
    const found = await stat(join(directory, name)).catch(() => null)
    if (found?.isFile() === true) bytes += found.size
  }
  return bytes
}

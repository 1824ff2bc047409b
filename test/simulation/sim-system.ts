import type { OpenFile, SystemCalls } from '../../src/sink/node-file-system.ts'
import { systemError } from '../support/fault-points.ts'
import type { DiskFault, Faults } from './faults.ts'
import type { SimDisk, SimNode } from './sim-disk.ts'
import { SimFile } from './sim-file.ts'
import type { SimProcess } from './sim-process.ts'
import type { Tally } from './tally.ts'

/** Where the storage lies on the simulated disk. */
export const STORAGE = '/storage'

/** The system calls of one process on the simulated disk, each an operation that the world may delay, fail or never answer. */
export const simulatedSystem = (
  process: SimProcess,
  disk: SimDisk,
  faults: Faults,
  tally: Tally,
): SystemCalls & { rename(from: string, to: string): Promise<void> } => {
  const call = <T>(name: string, path: string, codes: readonly DiskFault[], effect: () => T): Promise<T> =>
    process.ask(`${name} ${shown(path)}`, () => {
      const code = codes.length === 0 ? null : faults.disk(...codes)
      if (code !== null) throw systemError(code, path)
      return effect()
    })

  const handle = (path: string, node: SimNode): OpenFile => ({
    writeFile: (bytes) => {
      const write = (length?: number) => {
        if (!(node instanceof SimFile)) throw systemError('EISDIR', path)
        node.write(bytes, length)
      }
      const effect = () => {
        const code = faults.disk('ENOSPC')
        write(code === null ? bytes.length : faults.cut(bytes.length))
        if (code !== null) throw systemError(code, path)
      }
      const abandon = () => {
        const length = faults.cut(bytes.length)
        write(length)
        tally.add('writes cut by a kill')
        return `${length} of ${bytes.length} bytes`
      }
      return process.ask(`write ${shown(path)}`, effect, { abandon })
    },
    sync: () =>
      process.ask(`sync ${shown(path)}`, () => {
        const code = faults.disk('EIO')
        if (code === null) return node.sync()
        if (node instanceof SimFile) node.failSync() // a directory's changes are still the journal's: they may be synced again
        throw systemError(code, path)
      }),
    close: async () => {},
  })

  return {
    open: (path, flags) =>
      flags === 'wx'
        ? call('create', path, ['EMFILE', 'ENOSPC'], () => handle(path, disk.create(path)))
        : call('open', path, ['EMFILE'], () => handle(path, disk.get(path))),
    readFile: (path) => call('read', path, ['EMFILE'], () => Buffer.from(disk.file(path).content)),
    link: (from, to) => call('link', to, ['ENOSPC'], () => disk.link(from, to)),
    rename: (from, to) => call('rename', to, ['ENOSPC'], () => disk.rename(from, to)),
    unlink: (path) => call('unlink', path, [], () => disk.unlink(path)),
    readdir: (path) => call('list', path, ['EMFILE'], () => [...disk.directory(path).entries.keys()]),
    mkdir: (path) => call('mkdir', path, ['ENOSPC'], () => disk.makeDirectory(path)),
    stat: (path) =>
      call('stat', path, [], () => {
        const isDirectory = !(disk.get(path) instanceof SimFile)
        return { isDirectory: () => isDirectory }
      }),
  }
}

const shown = (path: string): string => (path.startsWith(`${STORAGE}/`) ? path.slice(STORAGE.length + 1) : path)

import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Why no file system can be mounted here; null where it can. */
export const cannotMount = (): string | null => {
  const probe = mkdtempSync(join(tmpdir(), 'tideline-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', probe], { stdio: 'pipe' })
    execFileSync('umount', [probe])
    return null
  } catch (error) {
    return `no tmpfs can be mounted: ${(error as Error).message}`
  } finally {
    rmSync(probe, { recursive: true })
  }
}

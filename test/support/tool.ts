import { spawnSync } from 'node:child_process'

/** False where a program is not installed, said once. In CI it has to be there. */
export const hasTool = (name: string, packageName: string, ...versionArgs: readonly string[]): boolean => {
  const { status, error } = spawnSync(name, versionArgs, { stdio: 'ignore' })
  if (status === 0) return true
  if (process.env.CI)
    throw new Error(`CI requires ${name} (Debian's ${packageName}): ${error?.message ?? `it ends with ${status}`}`)
  console.warn(`skipped: no ${name} (Debian's ${packageName})`)
  return false
}

import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** False where python3 or one of these modules is missing, said once. In CI they have to be there. */
export const hasPythonModules = (...modules: readonly string[]): boolean => {
  const { status, stderr, error } = spawnSync('python3', ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' })
  if (status === 0) return true
  const problem = error?.message ?? stderr.trim().split('\n').at(-1)
  if (process.env.CI) throw new Error(`CI requires python3 with ${modules.join(', ')}: ${problem}`)
  console.warn(`skipped: no python3 with ${modules.join(', ')} (${problem})`)
  return false
}

/** Runs a script of test/support and returns what it prints, which is JSON. */
export const runPython = <T>(script: string, ...args: readonly string[]): T => {
  const file = fileURLToPath(new URL(script, import.meta.url))
  return JSON.parse(execFileSync('python3', [file, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }))
}

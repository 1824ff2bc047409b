import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program in an environment of its own to its end: its exit code and all that it wrote. */
export const spawnToEnd = async (
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> => {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  const [code] = await once(child, 'close')
  return { code, ...texts }
}

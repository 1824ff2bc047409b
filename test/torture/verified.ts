import { runCommand } from '../support/run-command.ts'
import { logUrl, type Scene } from './scene.ts'

/** What `npm run verify` has against the storage that was tortured, each part of it a line. */
export const verified = async ({ log, storage }: Scene): Promise<readonly string[]> => {
  const { code, stdout, stderr } = await runCommand('verify', '--log', logUrl(log), '--storage', storage)
  return code === 0 ? [] : `${stdout}${stderr}`.split('\n').map((line) => `verify: ${line}`)
}

import { readFile } from 'node:fs/promises'
import { Refusal } from '../../config/refusal.ts'
import type { Environment } from '../../config.ts'

/** The token that the pipeline wants, from its file or its variable; null where nobody gave one. @throws Refusal on an empty file. */
export const httpToken = async (tokenFile: string | null, env: Environment): Promise<string | null> => {
  if (tokenFile === null) return env.TIDELINE_HTTP_TOKEN || null
  const token = (await readFile(tokenFile, 'utf8')).trim()
  if (token === '') throw new Refusal(`--http-token-file: ${tokenFile} is empty`)
  return token
}
